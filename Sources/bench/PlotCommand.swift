internal import ArgumentParser
internal import FoundationEssentials
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios

/// `bench plot`: pictures of a suite.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw a suite, or the history of several, as SVG and PNG.",
        discussion: """
              bench plot results/tuesday
              bench plot results/tuesday --plot cpu --where workload=hotset
              bench plot results/*-nightly --output plots

            Pictures go to DIR/plots, each with its figures (TSV) and the script that gnuplot drew it \
            by: change the script and run gnuplot on it. `bench list plots` says what there is, \
            docs/plots.md which one answers which question. Of several suites the history is drawn, \
            into the folder of the last. What a suite does not hold is left out, with the reason; \
            asked for with --plot, it is an error.

            Exit codes: 0 drawn, 3 gnuplot is missing or failed, or the folder cannot be written, 5 \
            the environments differ, 64 files that cannot be used, or hold no such picture.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The suite: a folder, or its runs.csv.", completion: .directory)
    var results: [String]

    @Option(
        help: ArgumentHelp(
            "Only these plots, with commas: see `bench list plots`.", valueName: "names"),
        completion: .list(Plot.all.map(\.name)))
    var plot: [String] = []

    @Option(
        help: ArgumentHelp("Where the pictures go; DIR/plots by default.", valueName: "folder"),
        completion: .directory)
    var output: String?

    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Follow suites of different environments all the same.")
    var across = false

    @Option(help: "How it is told what was drawn: text or json.")
    var format: Format = .text

    func validate() throws {
        guard !results.isEmpty else { throw ValidationError("a suite is missing") }
        _ = try plots()
    }

    func run() throws { try PlotErrors.explained(draw) }

    private func draw() throws {
        let paths = results.count > 1 ? try ManySuites.paths(results) : results
        let suites = try selection.suites(paths)
        try ManySuites.check(suites, across: across)
        let source = PlotSource(suites, metrics: try selection.metrics(), seed: selection.seed)
        let gnuplot = try Gnuplot(into: output ?? "\(suites[suites.count - 1].folder)/plots")
        var made: [Made] = []
        for plot in try plots() {
            let entry = try draw(plot, source, gnuplot)
            if format == .text { print(entry.text, terminator: "") }
            made.append(entry)
        }
        if format == .json { print(try Self.json(made)) }
        if made.allSatisfy(\.pictures.isEmpty) { throw PlotError.nothing("nothing was drawn") }
    }

    /// What became of a plot.
    private struct Made: Encodable {
        let name: String
        var pictures: [Gnuplot.Drawn] = []
        @Nullable var skipped: String?

        var text: String {
            let first = name + String(repeating: " ", count: max(1, 11 - name.count))
            guard let skipped else { return pictures.map { "\(first)\($0.svg)\n" }.joined() }
            return "\(first)left out: \(skipped)\n"
        }
    }

    private func draw(_ plot: Plot, _ source: PlotSource, _ gnuplot: Gnuplot) throws -> Made {
        var made = Made(name: plot.name)
        let pictures: [Picture]
        do throws(PlotError) { pictures = try plot.pictures(of: source) } catch {
            guard case .nothing(let why) = error else { throw error }
            guard self.plot.isEmpty else { throw PlotError.nothing("\(plot.name): \(why)") }
            made.skipped = why
            return made
        }
        for picture in pictures {
            let drawn = try gnuplot.draw(picture)
            if let first = drawn.warnings.split(separator: "\n").first {
                Exit.warn("gnuplot \(picture.name).gp: \(first)")
            }
            made.pictures.append(drawn)
        }
        return made
    }

    /// The plots that were named, or all.
    private func plots() throws -> [Plot] {
        let names = plot.flatMap { $0.split(separator: ",").map(String.init) }
        guard !names.isEmpty else { return Plot.all }
        let chosen = try names.map { name in
            try Words.of("--plot") { () throws(ValueError) in try Self.named(name) }
        }
        return Plot.all.filter { plot in chosen.contains(plot.name) }
    }

    private static func named(_ name: String) throws(ValueError) -> String {
        let known = Plot.all.map(\.name)
        if known.contains(name) { return name }
        throw ValueError(
            "unknown plot \(quoted(name))", allowed: known.joined(separator: ", "),
            suggestion: NearMiss.suggestion(for: name, among: known))
    }

    private static func json(_ made: [Made]) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(["plots": made]), as: UTF8.self)
    }
}
