import Foundation
import Results
import Session
import Synchronization
import TestSupport
import Testing

/// The two agents of a run that something happens to.
struct AgentWatch: Sendable {
    let agents: [Family.Member]

    /// Waits until both are there.
    init(_ family: Family) async throws {
        var found: [Family.Member] = []
        _ = try await eventually(within: 30) {
            found = family.agents
            return found.count == 2
        }
        try #require(found.count == 2, "\(found)")
        agents = found
    }

    /// The agent that SIGSTOP holds, as soon as it does.
    func frozen() async throws -> Family.Member {
        var found: Family.Member?
        _ = try await eventually(within: 20) {
            found = agents.first(where: \.isFrozen)
            return found != nil
        }
        return try #require(found, "no agent was held")
    }

    /// Seconds from when `happens` is true until both agents are gone and the suite has its rows.
    func secondsToClean(
        _ scratch: Scratch, rows: Int = 1, after happens: () throws -> Bool
    ) async throws -> Double {
        #expect(try await eventually(within: 30, happens), "nothing happened")
        let start = ContinuousClock.now
        let isClean = try await eventually(within: 30) {
            !agents.contains(where: \.isAlive) && scratch.rowCount() >= rows
        }
        #expect(isClean, "\(agents.filter(\.isAlive))")
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

/// Figures that one task leaves for another.
final class Figures: Sendable {
    private let stored = Mutex<[Double]>([])

    var all: [Double] { stored.withLock { $0 } }

    /// The only one.
    var value: Double {
        get throws {
            try #require(all.count == 1, "\(all)")
            return all[0]
        }
    }

    func add(_ value: Double) { stored.withLock { $0.append(value) } }
}

extension FaultState {
    /// The state of an agent, as the matrix has it.
    init(of state: AgentState) throws {
        self = try #require(FaultState(rawValue: state.rawValue), "the matrix has no \(state)")
    }
}

extension Scratch {
    /// The one row of a suite whose run a fault ended, in the words of the matrix.
    func failure(_ suite: String = "out") throws -> String {
        let rows = try rows(suite)
        try #require(rows.count == 1)
        return try rows[0].failure
    }
}

extension Row {
    /// How a fault ended its run, in the words of the matrix.
    var failure: String {
        get throws {
            #expect(self[RunColumns.outcome.status] == "failed")
            return "failed: \(try #require(self[RunColumns.outcome.reason]))"
        }
    }
}

extension Program {
    /// Nothing is left of the runs: processes, sockets, huge pages.
    func expectNothingLeft(hugePagesBefore: Int?) async throws {
        #expect(
            try await eventually(within: 5) { family.members.isEmpty }, "\(family.members)")
        #expect(family.listeners.isEmpty)
        #expect(HugePages.free() == hugePagesBefore)
    }

    /// Nothing is left of the run, and the next one works: its hosts, its ports and its memory are free.
    func expectCleanSlate(_ scratch: Scratch, hugePagesBefore: Int?) async throws {
        try await expectNothingLeft(hugePagesBefore: hugePagesBefore)
        let name = "next-\(UUID())"
        let next = try await run(["run", try scratch.scenario(), "--output", name])
        #expect(next.code == 0, "\(next)")
        #expect(try scratch.rows(name).first?[RunColumns.outcome.verified] == true)
    }
}

/// The host's huge pages of 2 MiB.
enum HugePages {
    /// How many nobody has; nil where the kernel has none.
    static func free() -> Int? { Self.number(in: "free_hugepages") }

    private static func number(in name: String) -> Int? {
        do {
            let text = try String(
                contentsOfFile: "/sys/kernel/mm/hugepages/hugepages-2048kB/\(name)", encoding: .utf8
            )
            return Int(text.split(separator: "\n").first ?? "")
        } catch { return nil }
    }
}
