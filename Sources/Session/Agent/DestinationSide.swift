internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Scenarios
internal import Synchronization

/// The destination of one migration: memory, receiver and the resumed guest.
///
/// It receives on a thread of its own, so that the worker stays free.
///
/// Unchecked Sendable: the receiving thread alone uses the receiver, but for `abort`; what it
/// shares with the worker is behind the mutex.
final class DestinationSide: MigrationSide, @unchecked Sendable {
    private let preparation: Preparation
    private let link: AgentLink
    private let memory: GuestMemory
    private let guest: Guest
    private let listener: any MigrationListener
    private let receiver = Mutex<ReceiverBox?>(nil)
    /// Posted when nothing is left to do but to wait for the source, or when that will never be.
    private let isSetUp = Semaphore()
    private var thread: NativeThread?

    /// How long the source may take to fill its guest before it connects: a minute and what
    /// filling all that migrate at once takes at a slow 0.5 GiB/s.
    private var connectSeconds: Double {
        let spec = preparation.spec
        return 60 + Double(spec.concurrency.atOnce * spec.guest.memoryBytes) / 0x1p29
    }

    /// How long each vCPU of a resumed guest may take to do something.
    private static let patienceSeconds = 5.0

    /// A receiver that two threads know: the one that receives, and whoever aborts.
    private struct ReceiverBox: @unchecked Sendable {
        let receiver: any MigrationReceiver
    }

    /// Allocates memory as the case says, listens, and receives in the background.
    init(_ preparation: Preparation, link: AgentLink) throws {
        self.preparation = preparation
        self.link = link
        let spec = preparation.spec
        memory = try GuestMemory(spec.guest, node: preparation.placement.node)
        if spec.migration.prefaultDestination { try memory.populate() }
        guest = try Guest(
            spec.guest, memory: memory, fault: preparation.fault?.guestFault(at: .destination),
            isMeasured: preparation.measures(.histograms))
        listener = try spec.migration.listen(
            vcpus: spec.guest.vcpus, preparation.entry(link.silence))
        thread = try NativeThread(name: "migration", role: .migration) { [unowned self] in
            defer { isSetUp.post() }
            do { try receive() } catch {
                self.link.send(.failed(state: self.link.state, reason: "\(error)"))
            }
        }
    }

    /// Where the source is to connect.
    var address: SocketAddress { listener.address }

    var progress: TimelineSample? { nil }

    /// Connections of RDMA are made, memory is opened and cards are asked for their counters after
    /// the source believes to be connected: watched too early, hosts would be busy with us.
    func waitUntilSetUp() throws -> SocketAddress {
        guard isSetUp.wait(until: .after(seconds: connectSeconds)) else {
            throw NotSetUp(seconds: connectSeconds)
        }
        return address
    }

    /// The guest stands still here meanwhile.
    func watchAlone() -> AloneReport { AloneReport(watching: guest, preparation.spec) }

    func start() throws { throw OutOfOrder(message: "start at the destination") }

    /// The guest is where `state` says already: it was stopped there.
    func verify(_ state: GuestState) throws -> UInt64 { try memory.digest() }

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
        stopGuest(guest)
    }

    // MARK: The receiving thread

    private func receive() throws {
        link.enter(.connecting)
        let box = ReceiverBox(
            receiver: try listener.accept(until: .after(seconds: connectSeconds)))
        listener.close()
        receiver.withLock { $0 = box }
        link.enter(.setup)
        try box.receiver.prepare(memory)
        try migrate(box.receiver)
    }

    /// On a busy host the guest takes longer to get going; whether it did, the coordinator judges.
    private func waitUntilRunOn(from sent: GuestState) {
        let deadline = Deadline.after(seconds: Self.patienceSeconds)
        while !guest.hasMoved(since: sent), !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
        }
    }

    private func migrate(_ receiver: any MigrationReceiver) throws {
        var report = SideReport()
        var meter = SpanMeter(guest, link.work)
        let wire = Wire(
            towards: address, device: receiver.counters.rdmaDevice, .received,
            isWithinHost: preparation.isWithinHost)
        // Before anything comes: what a card takes to answer must keep nobody waiting.
        let carried = wire?.reading
        var sent: GuestState?
        var precopyBegin = MonotonicTime.now
        let isResumed = AtomicFlag()
        let sampler =
            preparation.measures(.sampler)
            ? try SideSampler(
                guest, wire: wire,
                progress: { SideSampler.Progress(phase: isResumed.isSet ? .resume : .precopy) })
            : nil
        isSetUp.post()
        let outcome = try receiver.receive(
            began: { time in
                link.enter(.precopy)
                meter = SpanMeter(guest, link.work)
                guest.begin(.span, at: time)
                precopyBegin = time
                sampler?.begin(at: time)
            },
            resume: { state in
                link.enter(.switchover)
                sent = state.guest
                isResumed.set()
                guest.resume(from: state.guest, timeZero: state.timeZero)
            })
        guest.begin(.after)
        meter.finish(guest, into: &report)
        report.wire = carried?.use()
        report.looks = try sampler?.end(precopyBegin: precopyBegin) ?? []
        if case .completed = outcome {
            link.enter(.resumed)
            let vcpu = guest.vcpuSeconds
            MonotonicTime.now.advanced(bySeconds: preparation.spec.runOnSeconds).sleep()
            if let sent { waitUntilRunOn(from: sent) }
            report.state = try guest.pause()
            report.vcpuAfterSeconds = guest.vcpuSeconds - vcpu
            report.latency = guest.latency(countingUndone: true)
            report.firstOperation = guest.firstOperation?.nanoseconds
        }
        finish(&report, close: receiver.close) { receiver.counters }
        // Only now have all pages been touched, where setup touches none.
        report.placement = try preparation.placement.checked(memory)
        link.send(.migrated(report))
    }
}

/// A destination that is not ready to receive in time.
private struct NotSetUp: Error, CustomStringConvertible {
    let seconds: Double
    var description: String { "not ready to receive after \(Int(seconds)) s" }
}

/// A flag that one thread sets and another sees.
private final class AtomicFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() { flag.store(true, ordering: .releasing) }
}
