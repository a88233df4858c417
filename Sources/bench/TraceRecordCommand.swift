internal import ArgumentParser
internal import FoundationEssentials
internal import Guest
internal import Platform
internal import Programs
internal import Recording
internal import Scenarios

/// `bench trace record`: a trace of a running process.
struct TraceRecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record which pages a process writes.",
        discussion: """
            Of a process that runs (--pid), or of a command, which is ended when the recording is. One \
            process is recorded, not those that it starts. A command gets no transparent huge pages, \
            so that each 4 KiB page tells for itself.

            Ctrl-C ends the recording and keeps it. Exit codes: 0 recorded, 3 it cannot be, 64 usage.
            """)

    @Option(help: ArgumentHelp("The process.", valueName: "n"))
    var pid: Int32?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The trace; NAME.trace by default.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("For how long at most.", valueName: "time"))
    var duration = "10s"

    @Option(
        help: ArgumentHelp(
            "How often is looked: what a page is written several times meanwhile counts once.",
            valueName: "time"))
    var interval = "50ms"

    @Option(
        help: ArgumentHelp(
            "How it is looked: pagemap-scan or soft-dirty; what the kernel has by default.",
            valueName: "method"))
    var method: String?

    @Argument(parsing: .postTerminator, help: "The command and its arguments.")
    var command: [String] = []

    func validate() throws {
        guard (pid == nil) != command.isEmpty else {
            throw ValidationError(
                "what is to be recorded? either --pid N or -- COMMAND, and not both")
        }
        if let pid, pid <= 0 { throw ValidationError("--pid \(pid): that is no process") }
        if let method, RecordingMethod(rawValue: method) == nil {
            let names = RecordingMethod.allCases.map(\.rawValue)
            let near = NearMiss.suggestion(for: method, among: names)
            throw ValidationError(
                "--method \(method): allowed are \(names.joined(separator: ", "))"
                    + (near.map { "; did you mean \($0)?" } ?? ""))
        }
        _ = try times()
    }

    /// The length of an interval in nanoseconds and their number.
    private func times() throws -> (nanoseconds: UInt64, count: Int) {
        let span = try Words.of("--interval \(interval)") { () throws(ValueError) in
            try TimeSpan(parsing: interval)
        }
        let whole = try Words.of("--duration \(duration)") { () throws(ValueError) in
            try TimeSpan(parsing: duration)
        }
        let nanoseconds = UInt64((span.seconds * 1e9).rounded())
        guard Trace.intervalRange.contains(nanoseconds) else {
            throw ValidationError("--interval \(interval): allowed are 1ms to 60s")
        }
        let count = whole.seconds / span.seconds
        guard (1...Double(Trace.maximumIntervals)).contains(count.rounded(.up)) else {
            throw ValidationError(
                "--duration \(duration): allowed are 1 to \(Trace.maximumIntervals) intervals")
        }
        return (nanoseconds, Int(count.rounded(.up)))
    }

    func run() throws {
        do { try record() } catch let error as RecordingError {
            Exit.explain(error)
            throw Exit.failed
        } catch let error as SystemError {
            Exit.explain(error)
            throw Exit.failed
        } catch let error as WatchedProgram.NotStarted {
            StandardError.write("error: \(command.first ?? "") cannot be started: \(error)\n")
            throw Exit.failed
        }
    }

    private func record() throws {
        let method = try chosenMethod()
        let interrupts = try Interrupts()
        var program: WatchedProgram?
        if let name = command.first {
            try ThisProcess.refuseHugePages()
            program = try WatchedProgram(name, Array(command.dropFirst()))
        }
        defer { program?.stop() }
        guard let process = pid ?? program?.processID else {
            preconditionFailure("validate() looked for one of the two")
        }
        let name = Self.name(of: process)
        let path = output ?? "\(name).trace"
        guard output != nil || !Files.exists(path) else {
            StandardError.write("error: \(path) is there already; choose a file with --output\n")
            throw Exit.failed
        }
        let (nanoseconds, count) = try times()
        let recorder = try Recorder(
            process,
            RecordingSettings(
                method: method, intervalNanoseconds: nanoseconds, intervalCount: count,
                origin: "\(name), by \(method.rawValue) on Linux \(Self.release), \(Self.today)"))
        let recording = try recorder.record { interrupts.take() }
        try Files.replace(path, with: recording.trace.encoded)
        if let note = Self.note(recording) { StandardError.write("note: \(note)\n") }
        print(TraceText.of(recording.trace), terminator: "")
        print("trace  \(path)")
    }

    private func chosenMethod() throws(RecordingError) -> RecordingMethod {
        guard let method = method.flatMap(RecordingMethod.init(rawValue:)) else {
            return try .best()
        }
        if let obstacle = method.obstacle { throw .noMethod([obstacle]) }
        return method
    }

    private static func note(_ recording: Recording) -> String? {
        let seconds = recording.trace.seconds
        let late = recording.lateIntervals
        let ending: String? =
            switch recording.ending {
            case .time: nil
            case .processEnded: "the process ended, or runs another program, after \(seconds) s"
            case .full:
                "the trace was full after \(seconds) s; --interval says how often is looked"
            case .stopped: "stopped after \(seconds) s"
            }
        let lateness =
            late == 0
            ? nil
            : "\(late) intervals were over before one could look; --interval makes them longer"
        let notes = [ending, lateness].compactMap(\.self)
        return notes.isEmpty ? nil : notes.joined(separator: "\nnote: ")
    }

    /// What the kernel calls a process, fit for a file's name.
    private static func name(of process: Int32) -> String {
        let plain = word("/proc/\(process)/comm").unicodeScalars.map { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic
                    || "0123456789._-".unicodeScalars.contains(scalar))
                ? Character(scalar) : "-"
        }
        return plain.isEmpty || plain.first == "." ? "process" : String(plain)
    }

    private static var release: String { word("/proc/sys/kernel/osrelease") }

    private static var today: String {
        Date().formatted(Date.ISO8601FormatStyle().year().month().day())
    }

    /// The text of a file of the kernel; empty where it cannot be read.
    private static func word(_ path: String) -> String {
        do {
            let bytes = try Files.read(path, limit: 256)
            return String(decoding: bytes.prefix { $0 >= 0x20 }, as: UTF8.self)
        } catch { return "" }
    }
}
