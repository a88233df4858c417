internal import Analysis
internal import ArgumentParser
internal import FoundationEssentials
internal import Platform
internal import Presentation
internal import Results

/// `bench report`: a suite on one page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write what a suite comes to on one page, the answer first.",
        discussion: """
              bench report results/tuesday
              bench report results/tuesday --format markdown --output -

            The page says for each workload which transport is best, when RDMA is worth it by a \
            fitted model, what each choice gives up in QEMU, with pictures and figures, where it \
            ran, what to doubt, and how to run it again. HTML is one file that asks nothing from \
            the network; Markdown has 72 columns, for a mailing list. docs/report.md explains it, \
            docs/model.md the model.

            Exit codes: 0 written, 3 gnuplot failed, or the file cannot be written, 64 files that \
            cannot be used.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case html, markdown }

    @Argument(help: "The suite: a folder, or its runs.csv.", completion: .directory)
    var results: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file, or - for standard output; report.html or report.md in the suite's folder by "
                + "default.", valueName: "file"), completion: .file(extensions: ["html", "md"]))
    var output: String?

    @Option(help: "What is written: html or markdown.")
    var format: Format = .html

    @Option(help: ArgumentHelp("Seed of what is drawn at random.", valueName: "n"))
    var seed: UInt64 = ComparisonSettings.standardSeed

    func run() throws { try PlotErrors.explained(write) }

    private func write() throws {
        let suite = try RecordedSuite(results)
        if let output, output != "-", suite.owns(output) {
            StandardError.write(
                "error: \(output) is a file of the suite itself, which the report would replace\n"
                    + "  choose another file with --output\n")
            throw Exit.usage
        }
        for warning in suite.warnings { Exit.warn(warning) }
        let report = try SuiteReport(suite, seed: seed)
        let text = try format == .markdown ? report.markdown : html(report, suite)
        guard output != "-" else { return print(text, terminator: "") }
        let name = format == .markdown ? "report.md" : "report.html"
        let path = output ?? "\(suite.folder)/\(name)"
        do throws(SystemError) { try Files.replace(path, with: [UInt8](text.utf8)) } catch {
            StandardError.write(
                "error: cannot write \(path): \(SystemError.text(for: error.code))\n"
                    + "  choose another file with --output\n")
            throw Exit.failed
        }
        print(path)
    }

    /// The page with its pictures, which are drawn aside: the suite's folder keeps only the page.
    private func html(_ report: SuiteReport, _ suite: RecordedSuite) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "bench-report-\(UUID().uuidString)").path
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch {
                if Files.exists(folder) { Exit.warn("\(folder) was left behind: \(error)") }
            }
        }
        let pictures = try ReportPictures(of: suite, into: folder, seed: seed)
        for warning in pictures.warnings { Exit.warn(warning) }
        if let missing = pictures.missing { Exit.warn(missing) }
        return try report.html(pictures: pictures)
    }
}
