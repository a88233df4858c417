import Foundation
import Guest
import Migration
import Platform
import Synchronization
import TestSupport
import Testing

/// Which end goes away, and when.
enum KillPoint: CaseIterable {
    case sourceBeforeBegin, destinationBeforeBegin, sourceInPrecopy, destinationInPrecopy
    case sourceInSwitchover, destinationInSwitchover

    var isSource: Bool {
        switch self {
        case .sourceBeforeBegin, .sourceInPrecopy, .sourceInSwitchover: true
        case .destinationBeforeBegin, .destinationInPrecopy, .destinationInSwitchover: false
        }
    }
}

/// A peer that goes away ends the migration with an error on both ends, soon, and leaves nothing.
///
/// Each transport in a process of its own, so that nobody else's threads and sockets count.
@Suite("conformance: kill points", .serialized)
struct KillPointTests {
    @Test(arguments: TransportKind.tested)
    func survivesEach(_ transport: TransportKind) async throws {
        try transport.requireDevice()
        await #expect(processExitsWith: .success) { [transport] in try survive(transport) }
    }
}

/// What a migration must give back.
private struct Possessions {
    /// Names of the threads.
    var threads: [String]
    var sockets: Int
    /// What `rdma resource` counts; empty without devices.
    var objects: String
}

private func possessions() throws -> Possessions {
    let files = FileManager.default
    let threads = try files.contentsOfDirectory(atPath: "/proc/self/task").compactMap { id in
        // A thread may end between the two steps.
        do {
            return try String(contentsOfFile: "/proc/self/task/\(id)/comm", encoding: .utf8)
        } catch { return nil }
    }
    let ours = threads.filter { name in
        ["mfd-", "rdma-", "register-", "vcpu-", "receiver", "accept", "replay", "fill", "digest"]
            .contains { name.hasPrefix($0) }
    }
    let links = try files.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { number in
        // The folder itself is among them, and closed by now.
        do { return try files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)") } catch {
            return nil
        }
    }
    // Sockets only: the libraries open a thing or two of their own when they are first used.
    return Possessions(
        threads: ours, sockets: links.count { $0.hasPrefix("socket:") },
        objects: try Hardware.objects())
}

private func survive(_ transport: TransportKind) throws {
    ThisProcess.ignoreBrokenPipes()
    // The RDMA libraries keep what they opened when they were first used.
    try Ends(ConformanceTests.spec(transport), vcpus: 1).close()
    for point in KillPoint.allCases {
        let before = try possessions()
        let start = MonotonicTime.now
        try Killing(transport, point).run()
        #expect(MonotonicTime.now.seconds(since: start) < 30, "\(point)")
        var after = try possessions()
        // The kernel lists a thread for a moment after it was joined.
        let deadline = Deadline.after(seconds: 10)
        while !after.threads.isEmpty || after.objects != before.objects, !deadline.hasPassed {
            after = try possessions()
        }
        #expect(after.threads == [], "\(point): \(after.threads)")
        #expect(after.sockets == before.sockets, "\(point): \(before), then \(after)")
        #expect(after.objects == before.objects, "\(point): \(before), then \(after)")
    }
}

/// One migration of which one end goes away.
private struct Killing {
    let point: KillPoint
    let migration: MigrationSpec
    let guest: GuestSpec

    init(_ transport: TransportKind, _ point: KillPoint) {
        self.point = point
        migration = ConformanceTests.spec(transport)
        guest = GuestSpec(
            memoryBytes: TransportKind.memory(32 << 20), vcpus: 2,
            workload: WorkloadSpec(kind: .uniform, dirtyRate: 64 * 0x1p20))
    }

    func run() throws {
        let sourceMemory = try GuestMemory(guest)
        let destinationMemory = try GuestMemory(guest)
        let source = try Guest(guest, memory: sourceMemory)
        let ends = try Ends(migration, vcpus: guest.vcpus)
        let point = point
        // abort() may be called from any thread; the rest stays on one thread an end.
        nonisolated(unsafe) let sender = ends.sender
        nonisolated(unsafe) let receiver = ends.receiver
        let kill: @Sendable () -> Void = {
            if point.isSource { unsafe sender.abort() } else { unsafe receiver.abort() }
        }
        try unsafe receiver.prepare(destinationMemory)
        let arrival = Box<Swift.Result<ReceiveOutcome, TransportError>>()
        let thread = try NativeThread(name: "receiver") {
            arrival.set(
                Swift.Result { () throws(TransportError) in
                    try unsafe receiver.receive(
                        began: { _ in if point == .destinationInPrecopy { kill() } },
                        resume: { _ in
                            let isHere =
                                point == .sourceInSwitchover || point == .destinationInSwitchover
                            if isHere { kill() }
                        })
                })
            // As an agent does: what has failed is closed, and the other end learns of it.
            unsafe receiver.close()
        }
        source.resume(from: .initial(vcpus: guest.vcpus))
        let board = ProgressBoard { _ in if point == .sourceInPrecopy { kill() } }
        let engine = try PrecopyEngine(
            migration, guest: source, sender: unsafe sender, board: board)
        if point == .sourceBeforeBegin || point == .destinationBeforeBegin { kill() }
        #expect(throws: TransportError.self, "\(point)") {
            try engine.setup(sourceMemory)
            _ = try engine.run()
        }
        unsafe sender.close()
        try thread.join(until: .after(seconds: 20))
        ends.close()
        switch try #require(arrival.value) {
        case .failure: break
        case .success(let outcome):
            // The destination's word was lost on the way: it cannot know.
            #expect(point == .sourceInSwitchover, "\(point): \(outcome)")
        }
        try source.stop()
    }
}
