import Foundation
import Guest
import Measurement
import Platform
import Scenarios
import TestSupport
import Testing

@testable import Migration
@testable import Session

/// Agents that say what they like: files of frames stand for them, each behind `cat`.
@Suite(.serialized) struct LyingAgentTests {
    init() { ThisProcess.ignoreBrokenPipes() }

    private static let spec: CaseSpec = {
        var spec = MessageTests.spec
        spec.guest.workload = WorkloadSpec(kind: .idle)
        return spec
    }()

    /// What a truthful agent says in one migration, and where it stands then.
    private static func truth(_ role: AgentRole) -> [(state: FaultState?, message: AgentMessage)] {
        let isSource = role == .source
        var report = isSource ? Reports.source() : Reports.destination()
        report.state = GuestState(operations: [0, 0], elapsedNanoseconds: isSource ? 1 : 2)
        let prepared = AgentMessage.prepared(
            isSource ? nil : SocketAddress(host: "127.0.0.1", port: 1))
        return [
            (nil, .hello(.mine)), (.starting, .facts(HostFacts())), (.preparing, prepared),
        ] + (isSource ? [] : [(nil, prepared)]) + [
            (.waiting, .alone(Reports.alone(busy: 0))), (.precopy, .migrated(report)),
            (.verifying, .verified(digest: 7)), (.releasing, .released(peakMemoryBytes: 1)),
        ]
    }

    /// The bytes of a truthful agent up to `state`, where `lie` makes others of its message's.
    private static func speech(
        _ role: AgentRole, lyingAt state: FaultState? = nil,
        _ lie: (AgentMessage) -> [UInt8] = { FrameStream.encode($0) }
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for (place, message) in truth(role) {
            let isHere = place != nil && place == state
            bytes += isHere ? lie(message) : FrameStream.encode(message)
            if isHere { break }
        }
        return bytes
    }

    /// An agent that says `bytes`.
    /// - Parameter isHeld: whether its stream stays open when all is said.
    private static func endpoint(_ bytes: [UInt8], isHeld: Bool = true) throws -> Endpoint {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "agent-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        return .command("cat \(file.path); \(isHeld ? "cat > /dev/null" : "sleep 0.2")")
    }

    /// What comes of a migration between two such agents.
    private static func migrate(
        source: Endpoint, destination: Endpoint
    ) -> (result: MigrationResult, words: String) {
        var result = MigrationResult(.completed)
        do throws(SessionError) {
            let pair = try AgentPair(
                source: source, destination: destination, executable: "/nonexistent",
                interrupts: nil)
            defer { pair.stop() }
            let run = MigrationRun(
                agents: pair, spec: spec, dataAddress: SocketAddress(host: "127.0.0.1", port: 0),
                placements: [:], fault: nil, without: [], progress: { _ in })
            try run.run(into: &result)
            return (result, "")
        } catch {
            result.broke(error)
            return (result, "\(error)")
        }
    }

    /// One liar at either end, the other end being truthful.
    private static func lie(
        _ role: AgentRole, at state: FaultState, isHeld: Bool = true,
        expecting words: String, _ lie: (AgentMessage) -> [UInt8]
    ) throws {
        let start = MonotonicTime.now
        let liar = try endpoint(speech(role, lyingAt: state, lie), isHeld: isHeld)
        let other = try endpoint(speech(role == .source ? .destination : .source))
        let outcome = migrate(
            source: role == .source ? liar : other, destination: role == .source ? other : liar)
        let seconds = MonotonicTime.now.seconds(since: start)
        #expect(outcome.result.status == .failed, "\(role) \(state)")
        #expect(outcome.words.hasPrefix("\(role.rawValue) (exec:cat "), "\(outcome.words)")
        #expect(outcome.words.contains(words), "\(role) \(state): \(outcome.words)")
        #expect(seconds < 5)
    }

    private static let roles = AgentRole.allCases

    @Test func theTruthIsTaken() throws {
        let outcome = Self.migrate(
            source: try Self.endpoint(Self.speech(.source)),
            destination: try Self.endpoint(Self.speech(.destination)))
        #expect(outcome.result.status == .completed, "\(outcome.words)")
        #expect(outcome.result.verified == true)
    }

    @Test(arguments: roles, FaultCell.states(of: .lyingOrder, .namespaces))
    func anotherAnswerIsRefused(role: AgentRole, state: FaultState) throws {
        let other: AgentMessage =
            state == .verifying ? .alone(Reports.alone(busy: 0)) : .verified(digest: 7)
        try Self.lie(
            role, at: state, expecting: "not an agent's answer: \(other.name) while "
        ) { _ in FrameStream.encode(other) }
    }

    /// The connection breaks off in the middle of a message.
    @Test(arguments: roles, FaultCell.states(of: .truncatedFrame, .namespaces))
    func aTruncatedFrameIsNoMessage(role: AgentRole, state: FaultState) throws {
        try Self.lie(
            role, at: state, isHeld: false, expecting: "the agent ended while "
        ) { message in Array(FrameStream.encode(message).dropLast(3)) }
    }

    /// Nobody waits, or takes memory, for what its length promises.
    @Test(arguments: roles, FaultCell.states(of: .hugeFrame, .namespaces))
    func aHugeFrameIsRefused(role: AgentRole, state: FaultState) throws {
        try Self.lie(
            role, at: state, expecting: "a frame of 4294967295 bytes"
        ) { message in [255, 255, 255, 255] + FrameStream.encode(message).dropFirst(4) }
    }

    /// Guests go where the coordinator chose, or nowhere: the destination's to say is only the port.
    @Test func dataGoesNowhereElse() throws {
        let lies = [
            (
                SocketAddress(host: "10.9.8.7", port: 1),
                "data at 10.9.8.7, where 127.0.0.1 was chosen"
            ),
            (SocketAddress(host: "::1", port: 1), "data at ::1, where"),
            (SocketAddress(host: "host\u{1B}[2J", port: 1), "data at host [2J, where"),
            (SocketAddress(host: "127.0.0.1", port: 0), "port 0 for data"),
        ]
        for (address, words) in lies {
            try Self.lie(.destination, at: .preparing, expecting: words) { _ in
                FrameStream.encode(AgentMessage.prepared(address))
            }
        }
    }

    /// What an agent says of its host and of its way is computed with as well.
    @Test(arguments: roles)
    func figuresOfHostsAndOfProgressAreHeldAgainstLimitsToo(role: AgentRole) throws {
        let words = "is more than anything that is counted"
        try Self.lie(role, at: .starting, expecting: "hugePagesFree \(words)") { _ in
            var facts = HostFacts()
            facts.memory.hugePagesFree = .max
            return FrameStream.encode(AgentMessage.facts(facts))
        }
        try Self.lie(role, at: .precopy, expecting: "bytes \(words)") { _ in
            FrameStream.encode(AgentMessage.progress(Reports.sample(1, wide: true)))
        }
    }

    /// Sizes and counts that no migration has, of each kind that a report knows.
    @Test(arguments: roles)
    func figuresBeyondAllCountingAreRefused(role: AgentRole) throws {
        let lies: [(String, (inout SideReport) -> Void)] = [
            ("bytes", { $0.counters.bytes = .max }),
            ("pinnedBytes", { $0.counters.pinnedBytes = .max }),
            ("operations", { $0.operations = .max }),
            ("operations", { $0.state?.operations = [.max, .max] }),
            (
                "operations",
                { $0.state?.operations = [UInt64](repeating: 1 << 60, count: 16) }
            ),
            ("dirtyPages", { $0.rounds = [Reports.round(1, wide: true)] }),
            ("spanSeconds", { $0.spanSeconds = 1e300 }),
        ]
        for (figure, lie) in lies {
            try Self.lie(
                role, at: .precopy,
                expecting: "\(figure) is more than anything that is counted"
            ) { message in
                guard case .migrated(var report) = message else { return [] }
                lie(&report)
                return FrameStream.encode(AgentMessage.migrated(report))
            }
        }
    }
}
