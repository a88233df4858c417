internal import Measurement
internal import Migration
internal import Platform
internal import Synchronization

/// Does what the coordinator asks, one message after the other, on a thread of its own.
final class AgentWorker: Sendable {
    /// For how long the host's other load is watched: ten ticks of each CPU's counters.
    private static let loadSampleSeconds = 0.1

    private let link: AgentLink
    /// What it says of itself.
    private let hello: Hello
    private let inbox = Mutex<[CoordinatorMessage]>([])
    private let arrived = Semaphore()
    private let side = Mutex<(any MigrationSide)?>(nil)
    private let lastReported = Mutex<Double>(-1)
    private let hostLease = HostLease()

    init(_ link: AgentLink, gitCommit: String?) throws(SystemError) {
        self.link = link
        hello = .mine(gitCommit: gitCommit)
        // Detached: the process ends with its control stream. The source migrates on it.
        _ = try NativeThread(name: "worker", role: .migration) { [self] in run() }
    }

    /// Takes a message in; called by the control thread.
    func take(_ message: CoordinatorMessage) {
        // A migration that runs is given up at once: its threads are waiting in the kernel.
        if case .release = message { side.withLock { $0 }?.abort() }
        inbox.withLock { $0.append(message) }
        arrived.post()
    }

    /// Tells the coordinator how far a running migration is; called by the control thread.
    func reportProgress() {
        guard let sample = side.withLock({ $0 })?.progress else { return }
        let isNew = lastReported.withLock { last in
            defer { last = sample.ms }
            return last != sample.ms
        }
        if isNew { link.send(.progress(sample)) }
    }

    /// Called by the control thread.
    func takeLeaseOver() { hostLease.takeOver() }

    private func run() {
        while true {
            guard arrived.wait(until: .after(seconds: Agent.idleSeconds)) else { continue }
            let message = inbox.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let message { answer(message) }
        }
    }

    private func answer(_ message: CoordinatorMessage) {
        do {
            switch message {
            case .hello: link.send(.hello(hello))
            // Heard by the control thread, and of no use here.
            case .alive: break
            case .facts:
                link.send(.facts(HostFacts.read(loadSampleSeconds: Self.loadSampleSeconds)))
            case .lease(let lease): link.send(.lease(try hostLease.take(lease)))
            case .address(let name): link.send(.address(try DataAddress.resolved(name)))
            case .interface(let address):
                // Only its own host knows the zone of an address within a link.
                try DataAddress.checkZone(of: address.host)
                link.send(.interface(Self.way(towards: address)))
            case .leaseState: link.send(.lease(try hostLease.state()))
            case .probe(let order): try probe(order)
            case .prepare(let preparation): try prepare(preparation)
            case .setUp: link.send(.prepared(try current().waitUntilSetUp()))
            case .watchAlone:
                link.enter(.waiting)
                link.send(.alone(try current().watchAlone()))
            case .start: try current().start()
            case .verify(let state):
                link.enter(.verifying)
                link.send(.verified(digest: try current().verify(state)))
            case .release:
                link.enter(.releasing)
                side.withLock { side in
                    side?.release()
                    side = nil
                }
                ThreadPlacement.end()
                link.disarm()
                link.enter(.idle)
                link.send(.released(peakMemoryBytes: PeakMemory.bytes()))
            }
        } catch {
            link.send(.failed(state: link.state, reason: "\(error)"))
        }
    }

    private func prepare(_ preparation: Preparation) throws {
        guard side.withLock({ $0 == nil }) else { throw OutOfOrder(message: "prepare") }
        try preparation.check()
        try link.arm(preparation.fault, role: preparation.role)
        link.enter(.preparing)
        // Peak memory is that of this migration where the kernel can forget the last one.
        _ = PeakMemory.reset()
        try preparation.placement.begin()
        switch preparation.role {
        case .source:
            let source = try SourceSide(preparation, link: link)
            side.withLock { $0 = source }
            link.send(.prepared(source.address))
        case .destination:
            let destination = try DestinationSide(preparation, link: link)
            side.withLock { $0 = destination }
            link.send(.prepared(destination.address))
        }
    }

    private static func way(towards address: SocketAddress) -> DataWay? {
        // Where there is no way the migration itself will say so.
        do { return try DataWay(towards: address) } catch { return nil }
    }

    /// Measures what a link carries, or receives what is sent for that.
    private func probe(_ order: ProbeOrder) throws {
        guard side.withLock({ $0 == nil }) else { throw OutOfOrder(message: "probe") }
        try order.check()
        link.enter(.preparing)
        switch order.role {
        case .source:
            let source = try ProbeSource(order, link: link)
            side.withLock { $0 = source }
            link.send(.probed(mbps: try source.measure()))
        case .destination:
            let destination = try ProbeDestination(order, link: link)
            side.withLock { $0 = destination }
            link.send(.prepared(destination.address))
        }
    }

    private func current() throws(OutOfOrder) -> any MigrationSide {
        guard let side = side.withLock({ $0 }) else {
            throw OutOfOrder(message: "watchAlone, start or verify")
        }
        return side
    }
}

/// A message that makes no sense now.
struct OutOfOrder: Error, CustomStringConvertible {
    let message: String
    var description: String { "\(message) out of order" }
}
