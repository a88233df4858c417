import Guest
import Migration
import Platform
import Synchronization
import Testing

/// One migration between two guests of this process over loopback: real sockets, real threads.
struct Loopback {
    var guest: GuestSpec
    var migration: MigrationSpec
    var settleSeconds = 0.02
    var runOnSeconds = 0.02
    var engineFault: EngineFault?
    var guestFault: GuestFault?
    /// Memory that another guest has used before: what is zero at the source must become so.
    var hasUsedDestination = false
    var transportFault: TransportFault?
    /// The NUMA node of both guests' memory.
    var node: Int?

    struct Result {
        var outcome: PrecopyEngine.Outcome
        var rounds: [RoundRecord]
        var samples: [TimelineSample]
        var sender: TransportCounters
        var receiver: TransportCounters
        var received: ReceiveOutcome
        /// Whether the guest went on at the source; nil when it was to move.
        var ranOn: Bool?
        /// Whether all memory and the state agree; nil when the guest stayed at the source.
        var verified: Bool?
        var sourceOperations: UInt64
        var destinationOperations: UInt64
        /// The destination's clock against the source's: here they are one.
        var clock: ClockOffset?
        var timeline: MigrationTimeline?
        /// When the guest was stopped, and when it was resumed at the destination.
        var lastOperation: MonotonicTime?
        var resumed: MonotonicTime?
        var firstOperation: MonotonicTime?
        /// What both ends noted of operations; nil where they had no schedule.
        var sourceLatency: GuestLatency?
        var destinationLatency: GuestLatency?
    }

    func run() throws -> Result {
        try migration.transport.requireDevice()
        let sourceMemory = try GuestMemory(guest, node: node)
        try sourceMemory.fill(guest)
        let destinationMemory = try GuestMemory(guest, node: node)
        if migration.prefaultDestination { try destinationMemory.populate() }
        if hasUsedDestination {
            var other = guest
            other.seed += 1
            other.zeroShare = 0
            try destinationMemory.fill(other)
        }
        let source = try Guest(guest, memory: sourceMemory, fault: guestFault)
        let destination = try Guest(guest, memory: destinationMemory)

        let ends = try Ends(migration, vcpus: guest.vcpus, fault: transportFault)
        defer { ends.close() }
        try ends.receiver.prepare(destinationMemory)
        let arrival = Box<Swift.Result<ReceiveOutcome, TransportError>>()
        // One thread alone calls the receiver from here on, until it is joined.
        nonisolated(unsafe) let receiver = ends.receiver
        let resumed = Box<MonotonicTime>()
        let thread = try NativeThread(name: "receiver", role: .migration) {
            arrival.set(
                Swift.Result { () throws(TransportError) in
                    try unsafe receiver.receive(
                        began: { destination.begin(.span, at: $0) },
                        resume: { state in
                            resumed.set(.now)
                            destination.resume(from: state.guest, timeZero: state.timeZero)
                        })
                })
            destination.begin(.after)
        }

        source.resume(from: .initial(vcpus: guest.vcpus))
        MonotonicTime.now.advanced(bySeconds: settleSeconds).sleep()
        let engine = try PrecopyEngine(
            migration, guest: source, sender: ends.sender,
            fault: engineFault.map { ($0, sourceMemory) })
        try engine.setup(sourceMemory)
        source.begin(.span)
        let outcome = try engine.run()
        try thread.join(until: .after(seconds: 30))
        let received = try #require(arrival.value).get()

        var verified: Bool?
        var ranOn: Bool?
        let before = source.operationsDone
        if case .completed = outcome {
            MonotonicTime.now.advanced(bySeconds: runOnSeconds).sleep()
            // On a busy host the guest takes longer to get going.
            let deadline = Deadline.after(seconds: guest.workload.kind == .idle ? 0 : 20)
            while destination.operationsDone <= before, !deadline.hasPassed {
                MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
            }
            let state = try destination.pause()
            try source.replay(to: state)
            verified = try sourceMemory.digest() == destinationMemory.digest()
            for memory in [sourceMemory, destinationMemory] {
                #expect(try memory.pagesElsewhere().elsewhere == 0)
            }
        } else {
            let deadline = Deadline.after(seconds: 10)
            while source.operationsDone <= before, !deadline.hasPassed {
                MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
            }
            ranOn = source.operationsDone > before
            _ = try source.pause()
        }
        let sourceOperations = before
        let (sourceLatency, destinationLatency) = (
            source.latency(countingUndone: engine.timeline == nil),
            engine.timeline == nil ? nil : destination.latency(countingUndone: true)
        )
        ends.close()
        try source.stop()
        try destination.stop()
        return Result(
            outcome: outcome, rounds: engine.rounds, samples: engine.samples,
            sender: ends.sender.counters, receiver: ends.receiver.counters, received: received,
            ranOn: ranOn, verified: verified, sourceOperations: sourceOperations,
            destinationOperations: destination.operationsDone, clock: engine.clockOffset,
            timeline: engine.timeline, lastOperation: source.lastOperation,
            resumed: resumed.value, firstOperation: destination.firstOperation,
            sourceLatency: sourceLatency, destinationLatency: destinationLatency)
    }
}

/// Both ends of a transport, connected over loopback.
final class Ends {
    let sender: any MigrationSender
    let receiver: any MigrationReceiver
    private var isOpen = true

    /// Connects as `spec` says, the source as `source` says where that is something else.
    init(
        _ spec: MigrationSpec, vcpus: Int, source: MigrationSpec? = nil,
        fault: TransportFault? = nil, silentSeconds: Double = 10
    ) throws {
        try spec.transport.requireDevice()
        let ticket = DataPlaneTicket()
        let patience = StreamSocket.Patience(
            sendSeconds: TransportKind.isEmulated ? 30 : 10, receiveSeconds: 60,
            silentSeconds: silentSeconds)
        let listener = try spec.listen(
            vcpus: vcpus,
            DataPlaneEntry(
                address: spec.transport.address(), ticket: ticket, patience: patience))
        defer { listener.close() }
        let accepted = Box<Swift.Result<Accepted, TransportError>>()
        let thread = try NativeThread(name: "accept") {
            accepted.set(
                Swift.Result { () throws(TransportError) in
                    Accepted(receiver: try listener.accept(until: .after(seconds: 10)))
                })
        }
        sender = try (source ?? spec).connect(
            DataPlaneEntry(address: listener.address, ticket: ticket, patience: patience),
            fault: fault)
        try thread.join(until: .after(seconds: 10))
        receiver = try #require(accepted.value).get().receiver
        // Within a host both ends have one address.
        #expect(sender.localAddress?.host == listener.address.host)
    }

    /// Handed from the accepting thread to the test's.
    private struct Accepted: @unchecked Sendable { let receiver: any MigrationReceiver }

    func close() {
        guard isOpen else { return }
        isOpen = false
        sender.close()
        receiver.close()
    }
}

/// A value that one thread leaves for another.
final class Box<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    var value: Value? { stored.withLock { $0 } }

    func set(_ value: Value) { stored.withLock { $0 = value } }
}
