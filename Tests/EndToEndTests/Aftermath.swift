import Foundation
import Platform
import Results
import Session
import Synchronization
import TestSupport
import Testing

/// The agents of a run that something happens to.
struct AgentWatch: Sendable {
    let agents: [Family.Member]

    /// Waits until all are there: two for each guest.
    init(_ family: Family, guests: Int = 1) async throws {
        var found: [Family.Member] = []
        _ = try await eventually(within: 30) {
            found = family.agents
            return found.count == 2 * guests
        }
        try #require(found.count == 2 * guests, "\(found)")
        agents = found
    }

    /// Those that live yet.
    var alive: [Family.Member] { agents.filter(\.isAlive) }

    /// The agent that SIGSTOP holds, as soon as it does.
    func frozen() async throws -> Family.Member {
        var found: Family.Member?
        _ = try await eventually(within: 20) {
            found = agents.first(where: \.isFrozen)
            return found != nil
        }
        return try #require(found, "no agent was held")
    }

    /// Where the destination listens, as soon as it does.
    func listener(on hosts: Hosts) async throws -> SocketAddress {
        var listeners: [String] = []
        _ = try await eventually(within: 5) {
            listeners = agents.flatMap(\.listeners)
            return !listeners.isEmpty
        }
        // "0100007F:9C40"
        let port = try #require(listeners.first?.split(separator: ":").last)
        return SocketAddress(host: hosts.dataHost, port: try #require(UInt16(port, radix: 16)))
    }

    /// Seconds from when `happens` is true until the suite has its rows and agents are gone, all but
    /// those of other guests.
    func secondsToClean(
        _ scratch: Scratch, rows: Int = 1, others: Int = 0, after happens: () throws -> Bool
    ) async throws -> Double {
        #expect(try await eventually(within: 30, happens), "nothing happened")
        let start = ContinuousClock.now
        let isClean = try await eventually(within: 30) {
            alive.count <= others && scratch.rowCount() >= rows
        }
        #expect(isClean, "\(alive)")
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

extension Hosts {
    /// Kills the coordinator of a suite where its first source stands at `state`, and resumes the suite.
    ///
    /// The source is held there, and let go when the coordinator has died.
    /// - Returns: Seconds until its agents were gone.
    func killCoordinator(
        _ scratch: Scratch, of scenario: String, at state: AgentState, guests: Int = 1
    ) async throws -> Double {
        let seconds = Figures()
        let outcome = try await survive(
            scratch, "\(scenario) --inject \(Fault.freeze(.source, at: state))",
            between: "\"$BENCH\" run --resume out >&2 || code=\"resumed with $?\""
        ) { running in
            let watch = try await AgentWatch(running.family, guests: guests)
            let held = try await watch.frozen()
            // Its run has no row yet, and is the first that is missing.
            #expect(scratch.rowCount() == 0)
            try Family.send(.kill, to: try await running.family.coordinator().id)
            let start = ContinuousClock.now
            // Where the kernel has not let it go with its process group.
            if held.isAlive { try Family.send(.thaw, to: held.id) }
            let isGone = try await eventually(within: 5) { watch.alive.isEmpty }
            #expect(isGone, "\(running.family.members)")
            seconds.add((ContinuousClock.now - start) / .seconds(1))
        }
        #expect(outcome.code == 137, "\(outcome)")
        return try seconds.value
    }
}
