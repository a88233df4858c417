public import Platform

/// The host's end of a relay: runs a command in a machine.
public final class RelayCaller {
    /// A machine under emulation may take so long to start a program; a little less than a
    /// coordinator waits for an agent, so that this error is the one that is read.
    public static let openSeconds = 25.0
    /// How long the command may be silent once its input has ended.
    private static let endSeconds = 3600.0
    private static let writeSeconds = 30.0
    private static let piece = 32 << 10
    /// A look at the clock now and then; nothing is due.
    private static let idleSeconds = 60.0
    /// How often whoever called is asked whether to stop.
    private static let lookSeconds = 0.2
    /// How long after a machine the one may end on whose behalf it was called: a coordinator that is
    /// killed takes both with it.
    private static let lifelineSeconds = 1.0

    private let socket: String
    private let openSeconds: Double
    private let port: ByteChannel
    private let session = RelayLine.newSession()
    private var lines = RelayLines()
    /// What ends with whoever wants the command; nil where nobody needs to be watched.
    private var lifeline: ByteChannel?

    /// Connects to a machine's socket.
    /// - Throws: ``LabError`` when the machine is gone.
    public init(
        socket: String, openSeconds: Double = RelayCaller.openSeconds
    ) throws(LabError) {
        self.socket = socket
        self.openSeconds = openSeconds
        do { port = try ByteChannel.connect(toSocket: socket) } catch {
            throw .refused(
                "the machine cannot be reached: \(error)", remedy: "has it ended? bench lab status")
        }
    }

    /// Runs `command` in the machine's shell to its end.
    ///
    /// - Parameters:
    ///   - command: what the machine's shell is given.
    ///   - input: what it reads; nil for nothing.
    ///   - isStopped: whether the user asked to stop; the command ends with this caller.
    ///   - output: takes what it writes on both its streams.
    /// - Returns: how it ended, in words; ``LabPlan/endedWell`` is well.
    /// - Throws: ``LabError`` when the machine does not answer or goes away.
    public func run(
        _ command: String, input: ByteChannel? = nil, isStopped: (() -> Bool)? = nil,
        output: ([UInt8]) throws(LabError) -> Void
    ) throws(LabError) -> String {
        try send([UInt8(ascii: "\n")])
        try send(RelayLine.open(session: session, command: command).bytes)
        var deadline = Deadline.after(seconds: openSeconds)
        var isOpen = false
        var source: ByteChannel?
        while true {
            let sources = [port.readiness] + (source.map { [$0.readiness] } ?? [])
            var wait = source == nil ? deadline : .after(seconds: Self.idleSeconds)
            if let isStopped {
                if isStopped() { throw .interrupted }
                wait = wait.earlier(.after(seconds: Self.lookSeconds))
            }
            let ready = try system { () throws(SystemError) in
                try PollSource.wait(sources, until: wait)
            }
            if ready.isEmpty, source == nil, deadline.hasPassed {
                throw gone(
                    isOpen
                        ? "nothing was heard of the command for \(Int(Self.endSeconds)) s"
                        : "nothing answers in it; does another command have the port?")
            }
            if ready.contains(0) {
                for line in try receive() {
                    switch line {
                    case .opened(session):
                        isOpen = true
                        source = input
                        deadline = .after(seconds: Self.endSeconds)
                        if input == nil { try send(RelayLine.end(session: session).bytes) }
                    case .data(session, let bytes):
                        try output(bytes)
                        deadline = .after(seconds: Self.endSeconds)
                    case .ended(session, let how): return how
                    default: break
                    }
                }
            }
            if ready.contains(1), let input = source, try !passOn(input) {
                source = nil
                deadline = .after(seconds: Self.endSeconds)
            }
        }
    }

    /// Sends what can be read; false when it was the end.
    private func passOn(_ input: ByteChannel) throws(LabError) -> Bool {
        let bytes = try system { () throws(SystemError) in try input.read(upTo: Self.piece) }
        guard let bytes else {
            try send(RelayLine.end(session: session).bytes)
            return false
        }
        try send(RelayLine.data(session: session, bytes).bytes)
        return true
    }

    /// Runs `command` with `streams` as its own.
    ///
    /// - Parameter isLifeline: whether the end of the input is the end of whoever wants the command;
    ///   once that is gone, nothing that fails is worth a word.
    /// - Throws: ``LabError``; ``LabError/interrupted`` where whoever wanted the command is gone.
    public func run(
        _ command: String, over streams: ByteChannel, isLifeline: Bool = false
    ) throws(LabError) -> String {
        if isLifeline { lifeline = streams }
        return try run(command, input: streams) { bytes throws(LabError) in
            do throws(SystemError) {
                try streams.write(bytes, until: .after(seconds: Self.writeSeconds))
            } catch {
                throw isLifeline && error.isBrokenPipe ? .interrupted : .system(error)
            }
        }
    }

    /// Runs `command` without input and returns what it wrote, and how it ended.
    public func output(of command: String) throws(LabError) -> (text: String, how: String) {
        var bytes: [UInt8] = []
        let how = try run(command) { bytes += $0 }
        return (String(decoding: bytes, as: UTF8.self), how)
    }

    private func receive() throws(LabError) -> [RelayLine] {
        let bytes: [UInt8]?
        do { bytes = try port.read(upTo: 1 << 16) } catch { throw told(.system(error)) }
        guard let bytes else { throw told(gone("it has ended")) }
        return lines.append(bytes)
    }

    private func send(_ bytes: [UInt8]) throws(LabError) {
        do { try port.write(bytes, until: .after(seconds: Self.writeSeconds)) } catch {
            throw told(error.isBrokenPipe ? gone("it has ended") : .system(error))
        }
    }

    /// The error, where anybody is left to be told of it.
    private func told(_ error: LabError) -> LabError { hasLostLifeline() ? .interrupted : error }

    /// Whether the lifeline has ended, or does so at once.
    private func hasLostLifeline() -> Bool {
        guard let lifeline else { return false }
        let deadline = Deadline.after(seconds: Self.lifelineSeconds)
        do throws(SystemError) {
            while try !PollSource.wait([lifeline.readiness], until: deadline).isEmpty {
                // What was written for the command is nobody's any more.
                if try lifeline.read(upTo: Self.piece) == nil { return true }
                if deadline.hasPassed { break }
            }
            return false
        } catch { return true }
    }

    private func gone(_ problem: String) -> LabError {
        let name = socket.split(separator: "/").last?.split(separator: ".").first ?? "?"
        return .machine(String(name), problem: problem, console: nil)
    }
}
