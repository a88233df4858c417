import Guest
import Measurement
import Migration
import Scenarios
import Testing

@testable import Session

/// Whether hosts have what a case needs.
@Suite struct FeasibilityTests {
    /// 1 GiB of guest; with a thousandth and 64 MiB on top each end needs 1,089.02 MiB.
    static func spec(_ pages: PageBacking = .base) -> CaseSpec {
        CaseSpec(
            scenario: "s", guest: GuestSpec(memoryBytes: 1 << 30, pages: pages),
            migration: MigrationSpec(transport: .tcp))
    }

    static func host(mebibytes: Int?, hugePages: UInt64? = nil) -> HostFacts {
        var facts = HostFacts()
        facts.memory.availableBytes = mebibytes.map { UInt64($0) << 20 }
        facts.memory.hugePagesFree = hugePages
        return facts
    }

    static func obstacle(
        _ source: HostFacts, _ destination: HostFacts, shared: Bool, _ pages: PageBacking = .base
    ) -> String? {
        Feasibility.obstacle(
            to: spec(pages), source: source, destination: destination, shareHost: shared)
    }

    @Test func twoHostsNeedEachTheirOwn() throws {
        let enough = Self.host(mebibytes: 1090)
        let little = Self.host(mebibytes: 1089)
        #expect(Self.obstacle(enough, enough, shared: false) == nil)
        let first = try #require(Self.obstacle(little, enough, shared: false))
        #expect(first == "source: needs 1090 MiB of memory, the host has 1089 MiB to spare")
        let second = try #require(Self.obstacle(enough, little, shared: false))
        #expect(second.hasPrefix("destination: "))
    }

    @Test func oneHostNeedsBoth() throws {
        let enough = Self.host(mebibytes: 2179)
        let little = Self.host(mebibytes: 2178)
        #expect(Self.obstacle(enough, enough, shared: true) == nil)
        let words = try #require(Self.obstacle(little, little, shared: true))
        #expect(words.contains("2179 MiB of memory for both ends"))
    }

    @Test func allGuestsAtOnceAreCounted() throws {
        func obstacle(_ mebibytes: Int, _ direction: TrafficDirection, shared: Bool) -> String? {
            var spec = Self.spec()
            spec.concurrency = Concurrency(guests: 3, direction: direction)
            let host = Self.host(mebibytes: mebibytes)
            return Feasibility.obstacle(
                to: spec, source: host, destination: host, shareHost: shared)
        }
        #expect(obstacle(3268, .forward, shared: false) == nil)
        let words = try #require(obstacle(3267, .forward, shared: false))
        #expect(words.contains("3268 MiB of memory for 3 guests at once, the host has 3267 MiB"))
        // Either host is an end of each guest of both ways, and one host is both ends.
        #expect(obstacle(6535, .both, shared: false) == nil)
        #expect(obstacle(6534, .both, shared: false) != nil)
        #expect(obstacle(13069, .both, shared: true) == nil)
        let both = try #require(obstacle(13068, .both, shared: true))
        #expect(both.contains("for both ends of 3 guests each way at once"))
    }

    @Test func hugePagesAreCountedApart() throws {
        // The reserved pages are not to spare, and are not needed to be.
        let enough = Self.host(mebibytes: 200, hugePages: 1024)
        let little = Self.host(mebibytes: 200, hugePages: 1023)
        #expect(Self.obstacle(enough, enough, shared: true, .huge2MiB) == nil)
        let words = try #require(Self.obstacle(little, little, shared: true, .huge2MiB))
        #expect(words.contains("page_size 2MiB needs 1024 free huge pages"))
        #expect(words.contains("the host has 1023"))
        #expect(words.contains("vm.nr_hugepages=1024"))
        let none = Self.host(mebibytes: 100, hugePages: 1024)
        #expect(Self.obstacle(none, none, shared: true, .huge2MiB) != nil)
    }

    @Test func aHostThatShowsNothingIsTried() {
        let unknown = Self.host(mebibytes: nil)
        #expect(Self.obstacle(unknown, unknown, shared: true) == nil)
        #expect(Self.obstacle(unknown, unknown, shared: true, .huge2MiB) == nil)
    }

    /// Zero-copy of 8 channels locks up to 32 MiB: with less, figures are those of copies too.
    @Test func tooLittleMemlockIsSaid() throws {
        func warning(
            _ limit: MemoryLimit?, _ transport: TransportKind = .multifdZerocopy,
            mayExceed: Bool = false
        ) -> String? {
            var host = HostFacts()
            host.memory.memlockLimit = limit
            host.memory.mayExceedMemlock = mayExceed
            var spec = Self.spec()
            spec.migration.transport = transport
            spec.migration.channels = 8
            return LockedMemory.warning(about: [spec], source: host)
        }
        let words = try #require(warning(.bytes(8 << 20)))
        #expect(words.hasPrefix("multifd-zerocopy x8 locks up to 32 MiB on the source"))
        #expect(words.contains("memlock is 8 MiB: what goes beyond is copied"))
        #expect(warning(.bytes(32 << 20)) == nil)
        #expect(warning(.unlimited) == nil)
        #expect(warning(nil) == nil)
        #expect(warning(.bytes(8 << 20), mayExceed: true) == nil)
        #expect(warning(.bytes(8 << 20), .multifd) == nil)
    }
}
