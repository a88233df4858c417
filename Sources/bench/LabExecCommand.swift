internal import ArgumentParser
internal import Lab
internal import Platform

/// `bench lab exec`: one command in machines of its own.
struct LabExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Boot the machines, run one command in one of them, power off.",
        discussion: """
              bench lab exec --solo -- rdma resource
              bench lab exec --with ./probe --env LEVEL=2 -- probe --address 10.77.0.1

            The command has no input. What it writes, on both its streams, comes on standard \
            output; what the lab has to say comes on standard error. The exit code is the \
            command's, 128 and the signal where one ended it; 3 with an error on standard error \
            where the lab failed, 130 after Ctrl-C.
            """)

    @OptionGroup(title: "Lab") var lab: LabArguments

    @Option(
        help: ArgumentHelp(
            "The machine: source, destination or solo; the first one by default.",
            valueName: "machine"))
    var on: String?

    @Option(
        help: ArgumentHelp(
            "A program to put into the machines' /bin, with the libraries that it needs, or a "
                + "library or any file; NAME is its name there, or its path.",
            valueName: "file[=name]"))
    var with: [String] = []

    @Option(
        help: ArgumentHelp(
            "A variable of the command's environment.", valueName: "name=value"))
    var env: [String] = []

    @Argument(parsing: .postTerminator, help: "The command and its arguments.")
    var command: [String]

    /// Nobody else waits for the machine, so a busy host may take its time.
    private static let openSeconds = 120.0
    /// How long one write may wait before Ctrl-C is looked for.
    private static let writeSeconds = 0.2
    /// What a pipe takes as a whole or not at all.
    private static let piece = 4096

    func validate() throws {
        _ = try files()
        for setting in env where !setting.contains("=") || setting.hasPrefix("=") {
            throw ValidationError("--env \(setting): NAME=VALUE is needed")
        }
        guard !command.isEmpty else {
            throw ValidationError("no command: bench lab exec -- COMMAND")
        }
        let names = LabPlan.machines(isSolo: lab.solo)
        if let on, !names.contains(on) {
            throw ValidationError(
                "--on \(on): there is no such machine: \(names.joined(separator: ", "))")
        }
    }

    private func files() throws -> [LabFile] {
        try with.map { text in
            guard let file = LabFile(parsing: text) else {
                throw ValidationError(
                    "--with \(text): FILE or FILE=NAME, where NAME is a name or a full path")
            }
            return file
        }
    }

    func run() throws {
        ThisProcess.ignoreBrokenPipes()
        try LabCommand.explaining {
            let watch = StopWatch(try Interrupts())
            var options = try lab.options(executable: try ThisProcess.executablePath())
            options.files = try files()
            let lab = try Lab.start(
                options, isStopped: { watch.isStopped() }, say: LabCommand.say)
            defer { lab.stop() }
            let how = try run(in: lab, watch)
            guard how != LabPlan.endedWell else { return }
            if let code = LabPlan.exitCode(how) { throw ExitCode(code) }
            StandardError.write("error: \(how)\n")
            throw Exit.failed
        }
    }

    private func run(in lab: Lab, _ watch: StopWatch) throws -> String {
        guard let socket = lab.plan.shellSocket(of: on ?? lab.plan.machines[0]) else {
            preconditionFailure("validate() looked for the machine")
        }
        // The command takes the shell's place, so that a signal which ends it is seen.
        let words = ["exec", "/bin/busybox", "env"] + env.map(LabPlan.quoted)
        let line = (words + command.map(LabPlan.quoted)).joined(separator: " ")
        let output = try ByteChannel.takingOverStandardStreams()
        do throws(LabError) {
            let caller = try RelayCaller(socket: socket, openSeconds: Self.openSeconds)
            return try caller.run(line, isStopped: watch.isStopped) { bytes throws(LabError) in
                try Self.pass(bytes, to: output, watch)
            }
        } catch {
            // The stream tells that the machine is gone; its console tells why.
            guard case .machine = error, let problem = lab.problem(within: 2) else { throw error }
            throw problem
        }
    }

    /// Writes what has come, however long whoever reads it takes.
    private static func pass(
        _ bytes: [UInt8], to output: ByteChannel, _ watch: StopWatch
    ) throws(LabError) {
        for start in stride(from: 0, to: bytes.count, by: piece) {
            let part = Array(bytes[start..<min(bytes.count, start + piece)])
            while true {
                do {
                    try output.write(part, until: .after(seconds: writeSeconds))
                    break
                } catch {
                    guard error.isTimeout else { throw .system(error) }
                    if watch.isStopped() { throw .interrupted }
                }
            }
        }
    }
}
