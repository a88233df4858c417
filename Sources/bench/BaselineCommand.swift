internal import ArgumentParser
internal import FoundationEssentials
internal import Platform
internal import Presentation
internal import Results

/// `bench baseline`: the suites that gates hold others against.
struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Keep suites that later ones are held against.",
        subcommands: [Set.self, Show.self])

    /// Where baselines are.
    struct Place: ParsableArguments {
        @Option(
            help: ArgumentHelp("The folder of baselines.", valueName: "folder"),
            completion: .directory)
        var folder = Baselines.folder
    }

    /// `bench baseline set SUITE`.
    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Make a suite the baseline of its environment and scenario.",
            discussion: """
                What is copied: runs.csv, environment.json and scenario.yml. Suites with failed or \
                corrupt runs are refused. The one before is replaced as a whole, and named; git \
                keeps it.
                """)

        @Argument(help: "The suite's folder.", completion: .directory)
        var suite: String

        @OptionGroup var place: Place

        func run() throws {
            do { try keep() } catch let error as ResultsError {
                Exit.explain(error)
                throw Exit.usage
            } catch let error as SystemError {
                Exit.explain(error)
                throw Exit.failed
            }
        }

        private func keep() throws {
            guard Files.isFolder(suite) else {
                throw Exit.refused("\(suite) is no folder: a baseline is a whole suite")
            }
            let recorded = try RecordedSuite(suite)
            for warning in recorded.warnings { Exit.warn(warning) }
            let counts = SummaryReport(recorded.rows).counts
            guard counts.completed > 0, counts.failed + counts.corrupt == 0 else {
                StandardError.write(
                    "error: \(suite) has \(counts.completed) completed, \(counts.failed) failed "
                        + "and \(counts.corrupt) corrupt runs: no baseline\n")
                throw Exit.failed
            }
            let folder = try Baselines.place(for: recorded, under: place.folder)
            let before = Baselines.words(at: folder)
            _ = try Files.makeFolder(folder)
            for name in ["runs.csv", "environment.json", "scenario.yml"] {
                let (from, to) = ("\(suite)/\(name)", "\(folder)/\(name)")
                if Files.exists(from) {
                    try Files.replace(to, with: try Files.read(from))
                } else if Files.exists(to) {
                    // Of the suite before: it would speak for this one.
                    try Files.remove(to)
                }
            }
            print("baseline       \(folder)")
            if let before { print("replaced       \(before)") }
        }
    }

    /// `bench baseline show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "List baselines: environment, scenario, age, runs.")

        @OptionGroup var place: Place

        func run() throws {
            guard Files.isFolder(place.folder) else {
                StandardError.write("error: there is no folder \(place.folder)\n")
                throw Exit.noBaseline
            }
            var table = PlainTable([
                .left("environment"), .left("scenario"), .left("measured"), .right("runs"),
            ])
            for environment in try names(place.folder) {
                for scenario in try names("\(place.folder)/\(environment)") {
                    let path = "\(place.folder)/\(environment)/\(scenario)"
                    guard Files.exists("\(path)/runs.csv") else { continue }
                    let suite: RecordedSuite
                    do { suite = try RecordedSuite(path) } catch {
                        Exit.explain(error)
                        throw Exit.usage
                    }
                    let day = suite.startedAt.map { $0.formatted(.iso8601) } ?? Quantity.missing
                    table.add([environment, scenario, day, "\(suite.rows.count)"])
                }
            }
            print(table.text, terminator: "")
        }

        private func names(_ folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .filter { Files.isFolder("\(folder)/\($0)") }
        }
    }
}
