internal import ArgumentParser
internal import Lab
internal import Platform
internal import Session

/// `bench lab up`: machines that stay.
struct LabUpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Boot the machines and leave them running.",
        discussion: "Ends with `bench lab down`; a restart of the host ends it too.")

    @OptionGroup(title: "Lab") var lab: LabArguments

    func run() throws {
        try LabCommand.explaining {
            let watch = StopWatch(try Interrupts())
            let executable = try ThisProcess.executablePath()
            var words = Array(CommandLine.arguments.dropFirst())
            if let index = words.firstIndex(of: "up") { words[index] = "keep" }
            let record = try StandingLab().start(
                executable: executable, arguments: words, isStopped: watch.isStopped,
                say: StandardError.write)
            let plan = record.plan
            func end(_ isSource: Bool) -> String {
                let command = plan.agentCommand(isSource: isSource, executable: executable)
                return LabPlan.quoted("exec:\(command)")
            }
            print(
                """
                up             \(LabStatusCommand.headline(record))
                run            bench run --source \(end(true)) --destination \(end(false)) \
                --data-address \(plan.dataAddress)
                look           bench lab shell \(plan.machines[0]) -- rdma link
                end            bench lab down
                """)
        }
    }
}

/// `bench lab keep`: the process behind `bench lab up`.
struct LabKeepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keep", abstract: "Keep the machines of `bench lab up`.",
        shouldDisplay: false)

    @OptionGroup var lab: LabArguments

    func run() throws {
        ThisProcess.ignoreBrokenPipes()
        try LabCommand.explaining {
            let watch = StopWatch(try Interrupts())
            let options = try lab.options(executable: try ThisProcess.executablePath())
            let problem = try StandingLab().keep(
                options, isStopped: watch.isStopped, isAbandoned: Self.hasInputEnded,
                say: LabCommand.say)
            if let problem { throw problem }
        }
    }

    /// `bench lab up` writes nothing: what can be read of its pipe is its end.
    private static func hasInputEnded() -> Bool {
        do {
            return try !PollSource.wait([.standardInput], until: .after(seconds: 0)).isEmpty
        } catch { return true }
    }
}

/// `bench lab down`: the end of the machines that stayed.
struct LabDownCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Power the machines of `bench lab up` off.")

    func run() throws {
        try LabCommand.explaining {
            print(try StandingLab().stop() ? "powered off" : "no lab is up")
        }
    }
}
