internal import Measurement
internal import Platform
internal import Synchronization

/// The agent's side of the control stream: any thread may send.
final class AgentLink: Sendable {
    private let writer: FrameWriter
    /// Counts what this process does: made before all threads but the main one, so that it counts them.
    let work = WorkCounters()
    private let current = Mutex(AgentState.idle)
    private let armed = Mutex<Armed?>(nil)
    private let chosenSilence = Mutex(Silence.byDefault)

    /// What happens to this end, and when.
    private struct Armed {
        let state: AgentState
        let happens: @Sendable () throws(SystemError) -> Void
    }

    /// Speaks through `writer`.
    init(_ writer: FrameWriter) { self.writer = writer }

    /// Sends `message`.
    ///
    /// When the coordinator is gone the process ends: there is nobody to work for.
    func send(_ message: AgentMessage) {
        do { try writer.send(message) } catch { ThisProcess.exitNow(0) }
    }

    /// After which silence its peers are given up.
    var silence: Silence { chosenSilence.withLock { $0 } }

    /// Takes what the coordinator has chosen.
    func keep(_ silence: Silence) { chosenSilence.withLock { $0 = silence } }

    /// Where the agent stands.
    var state: AgentState { current.withLock { $0 } }

    /// Enters `state`; where a fault says so, what it says happens there.
    func enter(_ state: AgentState) {
        current.withLock { $0 = state }
        guard let armed = armed.withLock({ $0 }), armed.state == state else { return }
        do { try armed.happens() } catch {
            // A fault that did not happen must not pass for one that was survived.
            fatalError("the fault cannot be made: \(error)")
        }
    }

    /// Arms the fault of one migration.
    /// - Throws: ``SystemError`` where this host has no link that may be cut.
    func arm(_ fault: Fault?, role: AgentRole) throws(SystemError) {
        var armed: Armed?
        switch fault {
        case .kill(role, let state): armed = Armed(state: state) { ThisProcess.killItself() }
        case .cut(role, let state):
            let link = try LabLink.interface()
            armed = Armed(state: state) { () throws(SystemError) in try link.set(isUp: false) }
        case .freeze(role, let state): armed = Armed(state: state) { ThisProcess.stopItself() }
        default: break
        }
        self.armed.withLock { $0 = armed }
    }

    /// After the migration nothing happens any more.
    func disarm() { armed.withLock { $0 = nil } }
}
