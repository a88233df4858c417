import Foundation
import Guest
import Platform
import Scenarios
import TestSupport
import Testing

@testable import Measurement
@testable import Migration
@testable import Session

/// Two builds that differ in what a message holds must not call themselves the same version.
@Suite struct ProtocolShapeTests {
    /// The shape of all messages as of a version: set both when a message changes.
    static let pinned = (version: 2, digest: "e69336ad613d4bfc")

    @Test func aChangeOfShapeIsANewVersion() throws {
        let shape = try Self.shape()
        let digest = MemoryDigest.of(shape.joined(separator: "\n"))
        #expect(
            Self.pinned == (sessionProtocolVersion, digest),
            """
            What messages hold has changed since version \(Self.pinned.version). Raise \
            sessionProtocolVersion in Messages.swift unless no release had it yet, and pin \
            (version: \(sessionProtocolVersion), digest: "\(digest)") here. The shape now:
            \(shape.joined(separator: "\n"))
            """)
    }

    /// A field more, a field less, another name or another type: each is another shape.
    @Test func everyChangeShows() throws {
        struct Old: Encodable { var count = 1, name: String? }
        struct More: Encodable { var count = 1, name: String?, extra: Int? }
        struct Renamed: Encodable { var number = 1, name: String? }
        struct Retyped: Encodable { var count = "", name: String? }
        let shapes = try [
            Self.shape(of: Old(), "m"), Self.shape(of: More(), "m"), Self.shape(of: Renamed(), "m"),
            Self.shape(of: Retyped(), "m"),
        ]
        #expect(Set(shapes).count == 4)
    }

    /// A line for each field of each message, and for each word that a field may be.
    static func shape() throws -> [String] {
        var lines: Set<String> = []
        var word: CoordinatorMessage?
        while let next = try example(after: word) {
            lines.formUnion(try shape(of: next, "coordinator"))
            word = next
        }
        var answer: AgentMessage?
        while let next = example(after: answer) {
            lines.formUnion(try shape(of: next, "agent"))
            answer = next
        }
        var moved = Reports.source()
        moved.ending = .notConverged(reason: "", durations: .init(totalMs: 0, setupMs: 0))
        lines.formUnion(try shape(of: AgentMessage.migrated(moved), "agent"))
        lines.insert("states: \(AgentState.allCases.map(\.rawValue))")
        lines.insert("transports: \(TransportKind.allCases.map(\.rawValue))")
        lines.insert("workloads: \(WorkloadKind.allCases.map(\.rawValue))")
        return lines.sorted()
    }

    /// An example of each message; a new one does not compile until it is here.
    private static func example(
        after last: CoordinatorMessage?
    ) throws -> CoordinatorMessage? {
        switch last {
        case nil: .hello(hello)
        case .hello: .facts
        case .facts: .lease(lease)
        case .lease: .leaseState
        case .leaseState: .address("")
        case .address: .interface(SocketAddress(host: "::1", port: 1))
        case .interface:
            .probe(
                ProbeOrder(
                    role: .source, path: ProbePath(.tcp, streams: 1), ticket: DataPlaneTicket(),
                    address: SocketAddress(host: "::1", port: 1)))
        case .probe:
            try .prepare(
                Preparation(
                    role: .source, spec: try spec(), ticket: DataPlaneTicket(),
                    address: SocketAddress(host: "::1", port: 1),
                    placement: Reports.placement(node: 1), fault: .kill(.source, at: .idle),
                    without: [.sampler]))
        case .prepare: .setUp
        case .setUp: .watchAlone
        case .watchAlone: .start
        case .start: .verify(.initial(vcpus: 1))
        case .verify: .release
        case .release: .alive
        case .alive: nil
        }
    }

    private static func example(after last: AgentMessage?) -> AgentMessage? {
        switch last {
        case nil: .hello(hello)
        case .hello: .facts(facts)
        case .facts: .lease(.held(lease))
        case .lease: .address("")
        case .address:
            .interface(DataWay(interface: "", from: "", isWithinHost: false, isLogin: false))
        case .interface: .prepared(SocketAddress(host: "::1", port: 1))
        case .prepared: .probed(mbps: 0)
        case .probed: .alone(Reports.alone(busy: 0))
        case .alone: .progress(Reports.sample(1))
        case .progress:
            {
                var report = Reports.source()
                report.firstOperation = 0
                report.state = .initial(vcpus: 1)
                report.hostSpan = hostSpan
                report.precopyBegan = 0
                report.vcpuAfterSeconds = 0
                return .migrated(report)
            }()
        case .migrated: .verified(digest: 0)
        case .verified: .released(peakMemoryBytes: 0)
        case .released: .failed(state: .idle, reason: "")
        case .failed: .alive
        case .alive: nil
        }
    }

    private static var hello: Hello {
        var hello = Hello.mine
        // Which some hosts hide.
        hello.bootID = ""
        hello.networkID = ""
        hello.silenceSeconds = 0
        hello.gitCommit = ""
        return hello
    }

    private static let hostSpan: HostSpan? = {
        do {
            let counters = try HostCPU.parse(
                "cpu 1 1 1 1", ticksPerSecond: 100, at: MonotonicTime(nanoseconds: 0), cpus: 1)
            return HostSpan(from: counters, to: counters)
        } catch { fatalError("\(error)") }
    }()

    private static var lease: Lease { Lease(scenario: "", seconds: 1) }

    private static func spec() throws -> CaseSpec {
        var spec = MessageTests.spec
        spec.guest.workload.trace = try .sample()
        spec.guest.workload.dirtyRate = 1
        spec.migration.switchoverBandwidth = 1
        spec.migration.rdma = RDMAOptions()
        return spec
    }

    /// A host whose lists have an entry, whatever this host is.
    private static var facts: HostFacts {
        var facts = HostFacts()
        facts.workCountersRefusal = ""
        facts.cpu.allowedList = CPUList([0])
        facts.cpu.sharedCores = [CPUList([0])]
        facts.nodes = [NUMANode(number: 0, cpus: CPUList([0]), memoryBytes: 0)]
        var nic = NIC(name: "", speedMbps: 0, mtuBytes: 0, state: "", hasDevice: true)
        nic.offloads = [""]
        facts.network.nics = [nic]
        facts.network.rdmaDevices = [
            RDMADevice(
                name: "", ports: [RDMAPort(state: "", linkLayer: "", rateMbps: 0)])
        ]
        return facts
    }

    /// The fields by name and type, absent ones too, and what the text has of those that are there.
    static func shape(of message: some Encodable, _ path: String) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(message))
        return (fields(message, path) + keys(object, "\(path) text")).sorted()
    }

    private static func fields(_ value: Any, _ path: String) -> [String] {
        let mirror = Mirror(reflecting: value)
        // What an object holds is its own affair: it writes itself.
        guard mirror.displayStyle != .class else { return [] }
        return mirror.children.flatMap { child -> [String] in
            let name = mirror.displayStyle == .collection ? "[]" : child.label ?? ""
            let own = "\(path).\(name): \(type(of: child.value))"
            return [own] + fields(child.value, "\(path).\(name)")
        }
    }

    private static func keys(_ json: Any, _ path: String) -> [String] {
        switch json {
        case let object as [String: Any] where object.isEmpty: ["\(path): nothing"]
        case let object as [String: Any]: object.flatMap { keys($0.value, "\(path).\($0.key)") }
        case let list as [Any]: list.flatMap { keys($0, "\(path).[]") }
        case is String: ["\(path): text"]
        default: ["\(path): number"]
        }
    }
}
