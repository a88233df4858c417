internal import ArgumentParser
internal import Scenarios

/// `bench scenario`: scenario files.
struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario", abstract: "Check scenario files.", subcommands: [Check.self])

    /// `bench scenario check FILE`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Read a scenario file and say what it would run.",
            discussion: "Every mistake is named with its file and line. Exit 64 when there is one.")

        @Argument(help: "the scenario file (YAML)", completion: .file(extensions: ["yml", "yaml"]))
        var file: String

        func run() throws {
            do throws(ScenarioErrors) {
                let plan = try RunPlan(try ScenarioFile.read(path: file))
                print("\(file): fine")
                print(PlanText.headline(plan, plan.runs))
            } catch {
                Exit.explain(error)
                throw Exit.usage
            }
        }
    }
}
