import Glibc
import Guest
import Migration
import Platform
import TestSupport
import Testing

/// Memory that may not all be pinned: words that help, and what was pinned by then is given back.
@Suite("RDMA under a limit", .serialized, .enabled(if: Hardware.mayRun, Hardware.comment))
struct RDMALimitTests {
    /// More than one unit of registration, and less than both guests.
    static let limitBytes = 40 << 20

    static let pinning = RDMATests.writing.filter { $0.definition.registration == .pinAll }

    @Test(arguments: pinning)
    func pinningRefusedHalfWay(_ transport: TransportKind) async {
        // A process of its own gives up CAP_IPC_LOCK, for good.
        await #expect(processExitsWith: .success) { [transport] in
            try Self.becomeOrdinary(lockedBytes: Self.limitBytes)
            var guest = GuestSpec(memoryBytes: 64 << 20, vcpus: 1, zeroShare: 0, seed: 3)
            guest.workload.kind = .idle
            var migration = ConformanceTests.spec(transport)
            // Units of 16 MiB: some fit.
            migration.rdma = RDMAOptions(chunkBytes: 16 << 20, registrationThreads: 4)
            // The libraries keep what they opened when they were first used.
            try Ends(migration, vcpus: 1).close()
            let before = try Hardware.objects()
            do {
                _ = try Loopback(guest: guest, migration: migration).run()
                Issue.record("all was pinned")
            } catch let error as TransportError {
                // The limit, the need and the remedy.
                for words in ["\(Self.limitBytes)", "\(guest.memoryBytes)", "ulimit -l unlimited"] {
                    #expect("\(error)".contains(words), "\(error)")
                }
            }
            try Self.expectObjects(before)
        }
    }

    /// Some threads may start: what they register meanwhile is given back, too.
    @Test func aThreadThatCannotStart() async {
        await #expect(processExitsWith: .success) {
            try Self.becomeOrdinary(lockedBytes: 1 << 30)
            let guest = GuestSpec(memoryBytes: 64 << 20, vcpus: 1)
            var migration = ConformanceTests.spec(.rdmaPinAll)
            migration.rdma = RDMAOptions(registrationThreads: 8)
            try Ends(migration, vcpus: 1).close()
            let before = try Hardware.objects()
            let memory = try (GuestMemory(guest), GuestMemory(guest))
            let ends = try Ends(migration, vcpus: 1)
            try ends.receiver.prepare(memory.1)
            // One thread alone calls the receiver from here on, until it is joined.
            nonisolated(unsafe) let receiver = ends.receiver
            let outcome = Box<Swift.Result<ReceiveOutcome, TransportError>>()
            let thread = try NativeThread(name: "receiver") {
                outcome.set(
                    Swift.Result { () throws(TransportError) in
                        try unsafe receiver.receive(began: { _ in }, resume: { _ in })
                    })
            }
            try Self.limitThreads(to: Self.threadCount() + 1)
            #expect(throws: TransportError.self) { try ends.sender.prepare(memory.0) }
            try Self.limitThreads(to: nil)
            ends.sender.abort()
            ends.receiver.abort()
            try thread.join(until: .after(seconds: 30))
            ends.close()
            try Self.expectObjects(before)
        }
    }

    private static func expectObjects(_ before: String) throws {
        let deadline = Deadline.after(seconds: 10)
        while try Hardware.objects() != before, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
        }
        #expect(try Hardware.objects() == before)
    }

    /// Limits the threads of this process's user; nil sets no limit.
    private static func limitThreads(to count: Int?) throws {
        let resource = __rlimit_resource_t(__RLIMIT_NPROC.rawValue)
        var limit = rlimit()
        let found = unsafe getrlimit(resource, &limit)
        try #require(found == 0)
        limit.rlim_cur = count.map { UInt($0) } ?? limit.rlim_max
        let set = unsafe setrlimit(resource, &limit)
        try #require(set == 0)
    }

    /// The kernel does not show the threads of this process.
    struct NoTasks: Error {}

    private static func threadCount() throws -> Int {
        guard let folder = unsafe opendir("/proc/self/task") else { throw NoTasks() }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // Without "." and "..".
        return count - 2
    }

    private static func becomeOrdinary(lockedBytes: Int) throws {
        var limit = rlimit(rlim_cur: UInt(lockedBytes), rlim_max: UInt(lockedBytes))
        let set = unsafe setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
        try #require(set == 0)
        if getuid() == 0 { try #require(setuid(65534) == 0) }
    }
}
