internal import Guest
internal import Migration
internal import Platform
internal import Synchronization

/// The end of a probe that measures.
///
/// Unchecked Sendable: the worker thread alone drives it; `abort` is made for any.
final class ProbeSource: MigrationSide, @unchecked Sendable {
    private let sender: ProbeSender

    /// Connects.
    init(_ order: ProbeOrder, link: AgentLink) throws {
        link.enter(.connecting)
        sender = try ProbeSender(order.path, order.entry(link.silence))
    }

    /// 10^6 bit/s that the path takes.
    func measure() throws -> Double { try sender.run() }

    var progress: TimelineSample? { nil }
    func watchAlone() throws -> AloneReport { throw OutOfOrder(message: "watchAlone in a probe") }
    func start() throws { throw OutOfOrder(message: "start in a probe") }
    func verify(_ state: GuestState) throws -> UInt64 {
        throw OutOfOrder(message: "verify in a probe")
    }
    func abort() { sender.abort() }
    func release() { sender.close() }
}

/// The end of a probe that receives, on a thread of its own.
///
/// Unchecked Sendable: the receiving thread alone uses the receiver, but for `abort`.
final class ProbeDestination: MigrationSide, @unchecked Sendable {
    private let link: AgentLink
    private let listener: any MigrationListener
    private let receiver = Mutex<Box?>(nil)
    private var thread: NativeThread?

    /// How long the source may take to connect, in seconds.
    private static let connectSeconds = 30.0

    /// A receiver that two threads know.
    private struct Box: @unchecked Sendable {
        let receiver: ProbeReceiver
    }

    /// Listens.
    init(_ order: ProbeOrder, link: AgentLink) throws {
        self.link = link
        listener = try order.path.listen(order.entry(link.silence))
        thread = try NativeThread(name: "probe") { [unowned self] in
            do { try receive() } catch {
                self.link.send(.failed(state: self.link.state, reason: "\(error)"))
            }
        }
    }

    /// Where the source is to connect.
    var address: SocketAddress { listener.address }

    private func receive() throws {
        link.enter(.connecting)
        let box = Box(
            receiver: try ProbeReceiver(
                from: listener, until: .after(seconds: Self.connectSeconds)))
        listener.close()
        receiver.withLock { $0 = box }
        try box.receiver.run()
        link.send(.probed(mbps: nil))
    }

    var progress: TimelineSample? { nil }
    func watchAlone() throws -> AloneReport { throw OutOfOrder(message: "watchAlone in a probe") }
    func start() throws { throw OutOfOrder(message: "start in a probe") }
    func verify(_ state: GuestState) throws -> UInt64 {
        throw OutOfOrder(message: "verify in a probe")
    }

    func abort() {
        listener.abort()
        receiver.withLock { $0?.receiver.abort() }
    }

    func release() {
        abort()
        do { try thread?.join(until: .after(seconds: 30)) } catch {
            StandardError.write("bench agent: the receiving thread does not end: \(error)\n")
            ThisProcess.exitNow(3)
        }
        listener.close()
        receiver.withLock { $0?.receiver.close() }
    }
}

extension ProbeOrder {
    /// The way into the data plane: a probe takes seconds, and its peer is never silent for long.
    fileprivate func entry(_ silence: Silence) -> DataPlaneEntry {
        DataPlaneEntry(
            address: address, ticket: ticket,
            patience: StreamSocket.Patience(
                sendSeconds: silence.stuckSeconds, receiveSeconds: max(30, silence.stuckSeconds),
                silentSeconds: Double(silence.seconds)))
    }
}
