internal import ArgumentParser
internal import Platform
internal import Presentation
internal import Results

/// `bench environment`: on what suites were measured.
struct EnvironmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environment",
        abstract: "Show on what a suite was measured, and in what two differ.",
        subcommands: [Show.self, Diff.self])

    /// `bench environment show SUITE`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "List all that is recorded of a suite's two hosts.")

        @Argument(help: "The suite's folder, or its environment.json.", completion: .directory)
        var suite: String

        func run() throws {
            let environment = try EnvironmentCommand.read(suite)
            var table = PlainTable([.left("fact"), .left("source"), .left("destination")])
            let (source, destination) = (environment.source, environment.destination)
            let other = Dictionary(
                destination.allFacts.map { ($0.name, $0.value) },
                uniquingKeysWith: { first, _ in first })
            for fact in source.allFacts {
                table.add([fact.name, fact.value, other[fact.name] ?? "not recorded"])
            }
            let known = Swift.Set(source.allFacts.map(\.name))
            for fact in destination.allFacts where !known.contains(fact.name) {
                table.add([fact.name, "not recorded", fact.value])
            }
            print("environment_id   \(environment.environmentID)\n\n\(table.text)", terminator: "")
        }
    }

    /// `bench environment diff A B`.
    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract: "Say in what the environments of two suites differ.",
            discussion: """
                What must match is what environment_id is a digest of. What else differs, such as \
                a ring's size or a driver's version, keeps no figures from being compared, and may \
                explain them. Load, free memory and host names are left out.

                Exit codes: 0 what must match does, 5 it does not, 64 a suite without \
                environment.json.
                """)

        @Argument(help: "A suite's folder, or its environment.json.", completion: .directory)
        var first: String

        @Argument(help: "Another's.", completion: .directory)
        var second: String

        func run() throws {
            let report = EnvironmentReport(
                (first, try EnvironmentCommand.read(first)),
                (second, try EnvironmentCommand.read(second)))
            print(report.text, terminator: "")
            if !report.isMatch { throw Exit.notComparable }
        }
    }

    private static func read(_ suite: String) throws -> RecordedEnvironment {
        let path = Files.isFolder(suite) ? "\(suite)/environment.json" : suite
        do {
            if let environment = try RecordedEnvironment.read(path: path) { return environment }
        } catch {
            Exit.explain(error)
            throw Exit.usage
        }
        throw Exit.refused("there is no \(path): name a suite's folder")
    }
}
