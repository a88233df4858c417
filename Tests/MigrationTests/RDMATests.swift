import Guest
import Migration
import Platform
import TestSupport
import Testing

/// What only transports of RDMA WRITEs do.
@Suite("conformance: RDMA", .serialized, .enabled(if: Hardware.mayRun, Hardware.comment))
struct RDMATests {
    static let writing = TransportKind.allCases.filter { $0.definition.registration != nil }

    private func idle(_ memoryBytes: Int = 6 << 20) -> GuestSpec {
        var guest = GuestSpec(memoryBytes: memoryBytes, vcpus: 1, zeroShare: 0, seed: 17)
        guest.workload.kind = .idle
        return guest
    }

    @Test(
        "a lost, misplaced or forgotten write is seen", arguments: writing,
        TransportFault.allCases)
    func faults(_ transport: TransportKind, _ fault: TransportFault) throws {
        var loopback = Loopback(guest: idle(), migration: ConformanceTests.spec(transport))
        loopback.transportFault = fault
        #expect(try loopback.run().verified == false)
    }

    static let variants: [RDMAOptions] = [
        RDMAOptions(completion: .poll),
        RDMAOptions(completion: .event),
        // As QEMU: each WRITE is signalled, one a chunk.
        RDMAOptions(queueDepth: 512, signalInterval: 1, writesPerChunk: 1),
        RDMAOptions(queueDepth: 1, signalInterval: 1),
        RDMAOptions(chunkBytes: 4 << 20, queueDepth: 3, signalInterval: 16),
        RDMAOptions(relaxedOrdering: true, registrationThreads: 1),
        RDMAOptions(chunkBytes: 1 << 30, registrationThreads: 64),
    ]

    /// Scattered pages, so that queues run full.
    @Test("every option moves every page", arguments: writing, variants)
    func moves(_ transport: TransportKind, _ options: RDMAOptions) throws {
        var guest = idle()
        guest.workload = WorkloadSpec(kind: .uniform, dirtyRate: 2 * 0x1p20)
        var migration = ConformanceTests.spec(transport)
        migration.rdma = options
        let result = try Loopback(guest: guest, migration: migration).run()
        try ConformanceTests.check(result, transport, guest)
    }

    /// Also where not every WRITE asks for a completion.
    @Test("a link that waits for pages is seen", arguments: writing, [1, 2])
    func idleLink(_ transport: TransportKind, _ signalInterval: Int) throws {
        var migration = ConformanceTests.spec(transport)
        // Slower than an emulated device.
        migration.maxBandwidth = 3 * 0x1p20
        migration.rdma = RDMAOptions(signalInterval: signalInterval)
        let result = try Loopback(guest: idle(12 << 20), migration: migration).run()
        #expect(result.rounds.reduce(0) { $0 + ($1.idleQueue ?? 0) } > 0)
    }

    /// Each WRITE would begin the device's own wait for an acknowledgement anew.
    @Test("a peer that acknowledges nothing is given up between paced writes", arguments: writing)
    func silentPeer(_ transport: TransportKind) throws {
        let guest = idle()
        let memory = try (GuestMemory(guest), GuestMemory(guest))
        // What is zero needs no WRITE.
        try memory.0.fill(guest)
        let silentSeconds = 2.0
        let ends = try Ends(
            ConformanceTests.spec(transport), vcpus: 1, silentSeconds: silentSeconds)
        defer { ends.close() }
        try ends.receiver.prepare(memory.1)
        // One thread alone calls the receiver, but for `abort`.
        nonisolated(unsafe) let receiver = ends.receiver
        let outcome = Box<Swift.Result<ReceiveOutcome, TransportError>>()
        let thread = try NativeThread(name: "receiver") {
            outcome.set(
                Swift.Result { () throws(TransportError) in
                    try unsafe receiver.receive(began: { _ in }, resume: { _ in })
                })
        }
        try ends.sender.prepare(memory.0)
        try ends.sender.begin(at: .now)
        // As long as the peer lives, for longer than it may be silent.
        for number in 0..<30 { try Self.sendSlowly(ends.sender, number) }
        // Its queue pairs take nothing any more, and it does not disconnect.
        ends.receiver.abort()
        let start = MonotonicTime.now
        #expect {
            for number in 0..<300 { try Self.sendSlowly(ends.sender, number) }
        } throws: { error in
            if case .timedOut? = error as? TransportError { true } else { false }
        }
        let seconds = MonotonicTime.now.seconds(since: start)
        #expect(seconds > silentSeconds && seconds < 3 * silentSeconds)
        try thread.join(until: .after(seconds: 30))
    }

    /// One of some batches of pages that are not adjacent, in one chunk.
    private static func sendSlowly(_ sender: any MigrationSender, _ number: Int) throws {
        var batch = PageBatch()
        batch.normal = [PageRun(first: UInt32(number % 8 * 32), count: 16)]
        try sender.send(batch)
        MonotonicTime.now.advanced(bySeconds: 0.1).sleep()
        try sender.look()
    }

    @Test("what was pinned is said", arguments: writing)
    func pinning(_ transport: TransportKind) throws {
        let guest = idle()
        let result = try Loopback(
            guest: guest, migration: ConformanceTests.spec(transport)
        ).run()
        let isInSetup = transport.definition.registration == .pinAll
        for counters in [result.sender, result.receiver] {
            #expect(counters.pinnedBytes == UInt64(guest.memoryBytes))
            #expect((counters.pinMilliseconds != nil) == isInSetup)
            #expect(counters.rdmaDevice?.isEmpty == false)
            #expect([256, 512, 1024, 2048, 4096].contains(counters.rdmaMTU))
        }
    }

    /// A guest of zero pages needs no registration where it is done chunk by chunk.
    @Test("chunks of zeros stay unregistered")
    func zeroChunks() throws {
        var guest = idle()
        guest.zeroShare = 1
        let result = try Loopback(
            guest: guest, migration: ConformanceTests.spec(.rdmaDynamic),
            hasUsedDestination: true
        ).run()
        #expect(result.verified == true)
        #expect(result.sender.pinnedBytes == 0)
        #expect(result.receiver.pinnedBytes == 0)
    }

    @Test("nothing is left with the device", arguments: writing)
    func givesBack(_ transport: TransportKind) throws {
        let before = try Hardware.objects()
        _ = try Loopback(guest: idle(), migration: ConformanceTests.spec(transport)).run()
        #expect(try Hardware.objects() == before)
    }
}
