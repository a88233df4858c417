public import Platform

/// The host's end of a relay: carries this process's standard streams to a command in a machine.
public final class RelayCaller {
    /// A machine under emulation may take so long to start a program.
    private static let openSeconds = 25.0
    /// How long the command may take to end once its input has ended.
    private static let endSeconds = 3600.0
    private static let writeSeconds = 30.0
    private static let piece = 32 << 10
    /// A look at the clock now and then; nothing is due.
    private static let idleSeconds = 60.0

    private let socket: String
    private let port: ByteChannel
    private let session = RelayLine.newSession()
    private var lines = RelayLines()

    /// Connects to a machine's socket.
    /// - Throws: ``LabError`` when the machine is gone.
    public init(socket: String) throws(LabError) {
        self.socket = socket
        do { port = try ByteChannel.connect(toSocket: socket) } catch {
            throw .refused(
                "the machine cannot be reached: \(error)", remedy: "has it ended? bench lab status")
        }
    }

    /// Runs `command` in the machine's shell with `streams` as its own, to its end.
    ///
    /// - Returns: how it ended, in words; `exited(0)` is well.
    /// - Throws: ``LabError`` when the machine does not answer or goes away.
    public func run(_ command: String, over streams: ByteChannel) throws(LabError) -> String {
        try send([UInt8(ascii: "\n")])
        try send(RelayLine.open(session: session, command: command).bytes)
        var deadline = Deadline.after(seconds: Self.openSeconds)
        var isOpen = false
        var hasInput = true
        while true {
            let sources = [port.readiness] + (isOpen && hasInput ? [streams.readiness] : [])
            let wait = isOpen && hasInput ? Deadline.after(seconds: Self.idleSeconds) : deadline
            let ready = try system { () throws(SystemError) in
                try PollSource.wait(sources, until: wait)
            }
            if ready.isEmpty, deadline.hasPassed, !(isOpen && hasInput) {
                throw gone(isOpen ? "the command does not end" : "nothing answers in it")
            }
            if ready.contains(0) {
                for line in try receive() {
                    switch line {
                    case .opened(session): isOpen = true
                    case .data(session, let bytes): try pass(bytes, to: streams)
                    case .ended(session, let how): return how
                    default: break
                    }
                }
            }
            if ready.contains(1) {
                let bytes = try system { () throws(SystemError) in
                    try streams.read(upTo: Self.piece)
                }
                if let bytes {
                    try send(RelayLine.data(session: session, bytes).bytes)
                } else {
                    hasInput = false
                    deadline = .after(seconds: Self.endSeconds)
                    try send(RelayLine.end(session: session).bytes)
                }
            }
        }
    }

    private func receive() throws(LabError) -> [RelayLine] {
        let bytes = try system { () throws(SystemError) in try port.read(upTo: 1 << 16) }
        guard let bytes else { throw gone("it has ended") }
        return lines.append(bytes)
    }

    private func pass(_ bytes: [UInt8], to streams: ByteChannel) throws(LabError) {
        try system { () throws(SystemError) in
            try streams.write(bytes, until: .after(seconds: Self.writeSeconds))
        }
    }

    private func send(_ bytes: [UInt8]) throws(LabError) {
        do { try port.write(bytes, until: .after(seconds: Self.writeSeconds)) } catch {
            throw error.isBrokenPipe ? gone("it has ended") : .system(error)
        }
    }

    private func gone(_ problem: String) -> LabError {
        let name = socket.split(separator: "/").last?.split(separator: ".").first ?? "?"
        return .machine(String(name), problem: problem, console: "")
    }
}
