import Migration
import Scenarios
import Testing

@testable import Session

/// Which migrations of a soak get which fault.
@Suite struct InjectionTests {
    private static func runs() throws -> [PlannedRun] {
        let text = """
            name: soak
            repetitions: 250
            warmup: 0
            matrix: {transport: ["null", tcp], workload: [idle], memory: 4MiB}
            """
        return try RunPlan(ScenarioFile.decode(text, file: "soak.yml")).runs
    }

    private static func faults(seed: UInt64) throws -> [Fault?] {
        try runs().enumerated().map { number, run in
            Injection.random(seed: seed).fault(of: run, number: number)
        }
    }

    @Test(arguments: [0, 7, UInt64.max])
    func oneOfEachTenHasOne(seed: UInt64) throws {
        let faults = try Self.faults(seed: seed)
        #expect(faults.count == 500)
        for first in stride(from: 0, to: 500, by: 10) {
            #expect(faults[first..<first + 10].compactMap(\.self).count == 1)
        }
        #expect(try Self.faults(seed: seed) == faults)
    }

    /// Every fault comes up sooner or later, and another seed gives other places.
    @Test func allAreDrawn() throws {
        let seeds: [UInt64] = [1, 2, 3, 4]
        let drawn = try seeds.map { try Self.faults(seed: $0) }
        #expect(Set(drawn).count == seeds.count)
        let kills = AgentRole.allCases.flatMap { role in
            Fault.killStates.map { Fault.kill(role, at: $0) }
        }
        #expect(Set(drawn.flatMap { $0 }.compactMap(\.self)) == Set(kills + [.wrongToken]))
    }

    /// What never comes to pass would be a fault that nobody can account for.
    @Test func whatIsNotVerifiedIsNotKilledThen() throws {
        for (number, run) in try Self.runs().enumerated()
        where run.spec.migration.transport == .null {
            for seed: UInt64 in 0..<20 {
                guard
                    case .kill(_, let state) = Injection.random(seed: seed)
                        .fault(of: run, number: number)
                else { continue }
                #expect(state != .verifying)
            }
        }
    }

    @Test func someInTurnAreFollowedByNone() throws {
        let listed: [Fault] = [.wrongToken, .kill(.source, at: .precopy)]
        let faults = try Self.runs().prefix(4).enumerated().map { number, run in
            Injection.inTurn(listed).fault(of: run, number: number)
        }
        #expect(faults == listed + [nil, nil])
    }

    @Test func itIsReadAndWritten() {
        for text in [
            "random:7", "kill-source:precopy", "wrong-token", "wrong-token,cut-source:setup",
        ] {
            #expect(Injection(parsing: text).map { "\($0)" } == text)
        }
        for text in [
            "random", "random:", "random:-1", "random:7:", "nothing", "", ",", "wrong-token,",
            "wrong-token,random:7",
        ] {
            #expect(Injection(parsing: text) == nil)
        }
    }
}
