import Foundation
import Guest
import Measurement
import Platform
import Scenarios
import TestSupport
import Testing

@testable import Migration
@testable import Session

/// Every message survives the way through the stream.
@Suite struct MessageTests {
    static let spec = CaseSpec(
        scenario: "s", guest: GuestSpec(memoryBytes: 16 << 20, vcpus: 2, seed: .max),
        migration: MigrationSpec(transport: .multifd, channels: 4, maxBandwidth: 1.5e9))

    @Test func coordinatorMessages() throws {
        let preparation = Preparation(
            role: .destination, spec: Self.spec, ticket: DataPlaneTicket(),
            address: SocketAddress(host: "::1", port: 65535),
            placement: Reports.placement(node: 0), fault: .kill(.source, at: .precopy))
        let state = GuestState(operations: [0, .max], elapsedNanoseconds: .max)
        let messages: [CoordinatorMessage] = [
            .hello(.mine), .facts, .interface(SocketAddress(host: "::1", port: 1)),
            .probe(
                ProbeOrder(
                    role: .source, path: ProbePath(.rdma, streams: 4), ticket: DataPlaneTicket(),
                    address: SocketAddress(host: "::1", port: 1))), .prepare(preparation),
            .setUp, .watchAlone, .start,
            .verify(state), .release, .alive,
        ]
        for message in messages {
            let ends = try ChannelEnds()
            try ends.feed(FrameStream.encode(message))
            let arrived = try #require(try ends.stream.next(CoordinatorMessage.self))
            #expect("\(arrived)" == "\(message)")
        }
    }

    /// The largest trace travels with its case, even where every letter of its base64 is a `/`, which
    /// JSON writes in two bytes; 64 KiB are left for all else.
    @Test func theLargestTraceFitsAFrame() throws {
        let letters = (Trace.maximumFileBytes + 2) / 3 * 4
        #expect(2 * letters <= FrameStream.maximumFrame - (64 << 10))
        // And JSON does nothing worse to a real one.
        var spec = Self.spec
        let before = try JSONEncoder().encode(spec).count
        spec.guest.workload = WorkloadSpec(kind: .replay, trace: try .sample())
        let trace = try Trace.sample().encoded.count
        let added = try JSONEncoder().encode(spec).count - before
        #expect(added <= 2 * ((trace + 2) / 3 * 4) + 32)
    }

    @Test func agentMessages() throws {
        var report = SideReport()
        report.ending = .notConverged(
            reason: "r", durations: .init(totalMs: 1.25, setupMs: 0.125))
        report.rounds = [Reports.round(1)]
        report.samples = [Reports.sample(1)]
        report.migrationCPU = CPUTime(user: 0.1, system: 1e-9)
        report.state = GuestState(operations: [1], elapsedNanoseconds: 2)
        let messages: [AgentMessage] = [
            .hello(.mine), .facts(HostFacts.read()), .prepared(nil),
            .prepared(SocketAddress(host: "127.0.0.1", port: 1)),
            .alone(Reports.alone(busy: 0.5)), .progress(Reports.sample(3)),
            .interface(DataWay(interface: "lo", from: "::1", isWithinHost: true, isLogin: true)),
            .interface(nil),
            .probed(mbps: 1.5), .probed(mbps: nil),
            .migrated(report), .migrated(Reports.source()),
            .verified(digest: .max),
            .released(peakMemoryBytes: 1), .failed(state: .waiting, reason: "why"), .alive,
        ]
        for message in messages {
            let ends = try ChannelEnds()
            try ends.feed(FrameStream.encode(message))
            let arrived = try #require(try ends.stream.next(AgentMessage.self))
            #expect("\(arrived)" == "\(message)")
            #expect(arrived.name == message.name)
        }
    }

    private static func cpus(_ count: Int) throws -> BusyCPUs {
        let use = HostUse(
            busy: 123456.789, user: 123456.789, system: 123456.789, irq: 123456.789,
            softirq: 123456.789, steal: 123456.789)
        let list = try JSONEncoder().encode((0..<count).map { CPUUse(cpu: $0, use: use) })
        let text =
            "{\"busiestShare\":0.123456789,\"list\":\(String(decoding: list, as: UTF8.self))}"
        return try JSONDecoder().decode(BusyCPUs.self, from: Data(text.utf8))
    }

    /// No host has so many, and none has one twice.
    @Test func aListOfCPUsHasAnEnd() throws {
        #expect(try Self.cpus(BusyCPUs.limit).list.count == BusyCPUs.limit)
        #expect(throws: DecodingError.self) { try Self.cpus(BusyCPUs.limit + 1) }
        for list in [
            "[{\"cpu\":1,\"use\":{}},{\"cpu\":1,\"use\":{}}]", "[{\"cpu\":-1,\"use\":{}}]",
        ] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(BusyCPUs.self, from: Data("{\"list\":\(list)}".utf8))
            }
        }
    }

    /// A migration of an hour may have thousands of rounds: what is sent keeps the first and the last.
    ///
    /// The sampler has a limit of its own.
    @Test func aLongReportIsThinnedToFitAFrame() throws {
        var report = SideReport()
        report.rounds = (1...100_000).map { Reports.round($0, wide: true) }
        report.looks = (1...SideSampler.limit).map { Reports.look(Int64($0), wide: true) }
        report.state = GuestState(
            operations: [UInt64](repeating: .max, count: GuestSpec.maximumVCPUs),
            elapsedNanoseconds: .max)
        // As full as histograms get, with counts as long.
        let full = Reports.counts((1...2500).map { ($0 * $0 * 400_000, 1 << 44 - $0) })
        report.latency = GuestLatency(alone: full, span: full, after: full)
        report.hostCPUs = try Self.cpus(BusyCPUs.limit)
        let sent = report.fittingFrame()
        #expect(FrameStream.encode(AgentMessage.migrated(sent)).count < FrameStream.maximumFrame)
        #expect(sent.rounds.first == report.rounds.first)
        #expect(sent.rounds.last == report.rounds.last)
        #expect(sent.looks == report.looks)
        let short = Reports.source()
        #expect(short.fittingFrame().rounds == short.rounds)
    }
}
