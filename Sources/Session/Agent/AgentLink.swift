internal import Platform
internal import Synchronization

/// The agent's side of the control stream: any thread may send.
final class AgentLink: Sendable {
    private let writer: Mutex<FrameWriter>
    private let current = Mutex(AgentState.idle)
    private let killAt = Mutex<AgentState?>(nil)

    /// Sending needs the stream alone; a lock keeps frames whole.
    private struct FrameWriter: ~Copyable {
        let channel: ByteChannel
    }

    init(_ channel: ByteChannel) { writer = Mutex(FrameWriter(channel: channel)) }

    /// Sends `message`.
    ///
    /// When the coordinator is gone the process ends: there is nobody to work for.
    func send(_ message: AgentMessage) {
        let failed = writer.withLock { writer -> Bool in
            do {
                try writer.channel.write(
                    FrameStream.encode(message), until: .after(seconds: 10))
                return false
            } catch { return true }
        }
        if failed { ThisProcess.exitNow(0) }
    }

    /// Where the agent stands.
    var state: AgentState { current.withLock { $0 } }

    /// Enters `state`; dies there when a fault says so.
    func enter(_ state: AgentState) {
        current.withLock { $0 = state }
        if killAt.withLock({ $0 }) == state { ThisProcess.killItself() }
    }

    /// Arms the fault of one migration.
    func arm(_ fault: Fault?, role: AgentRole) {
        var state: AgentState?
        if case .kill(role, let at) = fault { state = at }
        killAt.withLock { $0 = state }
    }
}
