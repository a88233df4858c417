import Foundation
import Results
import Session
import TestSupport
import Testing

/// An end that dies while a guest is on its way over RDMA.
private struct Kill {
    let transport: String
    let role: AgentRole
    let state: AgentState

    var fault: Fault { .kill(role, at: state) }
    var output: String { "kill-\(transport)-\(role.rawValue)-\(state.rawValue)" }

    init(_ transport: String, _ role: AgentRole, _ state: AgentState) {
        self.transport = transport
        self.role = role
        self.state = state
    }

    /// Each state, by turns at either end, and each transport while pages are on their way.
    ///
    /// The whole table is gone through over TCP, on one host.
    static let all = [
        Kill("rdma-dynamic", .source, .preparing),
        Kill("rdma-pin-all", .destination, .connecting),
        Kill("rsocket", .source, .waiting),
        Kill("rdma-dynamic", .source, .setup),
        Kill("rdma-pin-all", .destination, .setup),
        Kill("rdma-pin-all", .source, .precopy),
        Kill("rdma-dynamic", .destination, .precopy),
        Kill("rdma-multifd", .destination, .precopy),
        Kill("rsocket", .destination, .precopy),
        Kill("rdma-multifd", .source, .switchover),
        Kill("rdma-pin-all", .destination, .resumed),
        Kill("rdma-dynamic", .source, .verifying),
        Kill("rdma-multifd", .destination, .releasing),
    ]

    /// All of them take minutes: scripts/fault-matrix does that.
    static let chosen = all.filter { FaultRecord.path != nil || $0.state == .precopy }
}

extension StandingPair {
    /// How long a run may take in which an end dies: less than the other end would wait by itself.
    private static let killSeconds = 30.0

    /// An end that is killed at each state: a row within a deadline, and nothing left in either
    /// kernel.
    func killAgents(_ ends: String, _ scratch: Scratch) async throws {
        let objects = try await rdmaObjects()
        #expect(Set(Kill.all.map(\.state)) == Set(Fault.killStates))
        for kill in Kill.chosen {
            let scenario = try scratch.scenario(
                transports: "[\(kill.transport)]", workloads: "[idle]", memory: "8MiB")
            let start = ContinuousClock.now
            let outcome = try await bench(
                "\(ends) \(scenario) --inject \(kill.fault) --output \(kill.output)")
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            #expect(seconds < Self.killSeconds, "\(kill.output): \(seconds) s, \(outcome)")
            #expect(outcome.code == 3, "\(kill.output): \(outcome)")
            let row = try #require(try scratch.rows(kill.output).first, "\(outcome)")
            #expect(row[RunColumns.outcome.status] == "failed", "\(kill.output)")
            let reason = try #require(row[RunColumns.outcome.reason])
            #expect(reason.hasPrefix("\(kill.role.rawValue) ("), "\(kill.output): \(reason)")
            #expect(reason.contains(": the agent ended while "), "\(kill.output): \(reason)")
            #expect(try await rdmaObjects(expecting: objects) == objects, "\(kill.output)")
            try FaultRecord.write(
                kill.role == .source ? .sourceKilled : .destinationKilled,
                try FaultState(of: kill.state), .lab, outcome: "failed: \(reason)",
                seconds: (ContinuousClock.now - start) / .seconds(1))
        }
    }

    /// What the kernels hold in the end: an end that lived on may take a moment to go.
    func rdmaObjects(expecting objects: [String]) async throws -> [String] {
        let deadline = ContinuousClock.now + .seconds(20)
        var left = try await rdmaObjects()
        while left != objects, ContinuousClock.now < deadline { left = try await rdmaObjects() }
        return left
    }

    /// What the kernels of both machines hold for RDMA, apart from the device's number: contexts,
    /// queue pairs, regions and so on.
    func rdmaObjects() async throws -> [String] {
        var texts: [String] = []
        for machine in ["destination", "source"] {
            let outcome = try await lab("shell \(machine) -- /sbin/rdma resource")
            #expect(outcome.code == 0, "\(outcome)")
            texts.append(String(outcome.out.drop { $0 != ":" }))
        }
        return texts
    }
}
