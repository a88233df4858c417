internal import Platform
internal import Programs

/// The machine's end of a relay: runs one command after the other for whoever has the port.
public final class RelayServer {
    private static let writeSeconds = 10.0
    /// A caller may be slow to take what a command writes, and nothing of it may be lost.
    ///
    /// One that has hung up is noticed at once.
    private static let outputSeconds = 24.0 * 3600
    private static let piece = 16 << 10
    /// How long a command may take to end after its output has: under emulation all is slow.
    private static let endSeconds = 20.0
    /// How often a port that nobody has opened is looked at.
    private static let hungUpSeconds = 0.05
    private static let idleSeconds = 3600.0

    private let port: ByteChannel
    private var lines = RelayLines()
    private var session: (name: String, child: PipedProgram)?

    /// Serves the port behind `device`.
    /// - Throws: ``LabError`` when it cannot be opened.
    public init(device: String) throws(LabError) {
        port = try system { () throws(SystemError) in try ByteChannel.open(device: device) }
    }

    /// Serves until the machine ends.
    public func run() throws(LabError) -> Never {
        while true {
            let sources = [port.readiness] + (session.map { [$0.child.channel.readiness] } ?? [])
            let ready = try system { () throws(SystemError) in
                try PollSource.wait(sources, until: .after(seconds: Self.idleSeconds))
            }
            if ready.contains(0) { serveCaller() }
            if ready.contains(1), let session { passOutput(of: session.child, session.name) }
        }
    }

    private func serveCaller() {
        let bytes: [UInt8]?
        do { bytes = try port.read(upTo: 1 << 16) } catch {
            if error.isNotNow { return }
            bytes = nil
        }
        guard let bytes else {
            // Nobody has the port on the host: what ran for the last caller ends.
            endSession()
            MonotonicTime.now.advanced(bySeconds: Self.hungUpSeconds).sleep()
            return
        }
        for line in lines.append(bytes) {
            switch line {
            case .open(let name, let command): open(name, command)
            case .data(let name, let bytes) where name == session?.name: pass(bytes)
            case .end(let name) where name == session?.name: session?.child.channel.endWriting()
            default: break
            }
        }
    }

    private func open(_ name: String, _ command: String) {
        endSession()
        send([UInt8(ascii: "\n")])
        do {
            session = (
                name,
                try PipedProgram("/bin/busybox", ["sh", "-c", command], errors: .withOutput)
            )
            send(RelayLine.opened(session: name).bytes)
        } catch {
            send(RelayLine.ended(session: name, how: "\(error)").bytes)
        }
    }

    private func pass(_ bytes: [UInt8]) {
        do {
            try session?.child.channel.write(bytes, until: .after(seconds: Self.writeSeconds))
        } catch {
            // A command that reads no more; its output says how it ended.
            session?.child.channel.endWriting()
        }
    }

    private func passOutput(of child: PipedProgram, _ name: String) {
        let bytes: [UInt8]?
        do { bytes = try child.channel.read(upTo: Self.piece) } catch { bytes = nil }
        if let bytes {
            send(RelayLine.data(session: name, bytes).bytes)
        } else {
            let how = child.ending(within: Self.endSeconds).map { "\($0)" } ?? "its output ended"
            endSession()
            send(RelayLine.ended(session: name, how: how).bytes)
        }
    }

    /// Sends to the caller; one that hung up is noticed by reading.
    private func send(_ bytes: [UInt8]) {
        do { try port.write(bytes, until: .after(seconds: Self.outputSeconds)) } catch { return }
    }

    private func endSession() {
        guard let child = session?.child else { return }
        session = nil
        child.kill()
        child.stop()
    }
}
