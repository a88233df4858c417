import Foundation
import Results
import Session
import TestSupport
import Testing

/// What happens to a guest on its way when a cable is pulled.
private struct Cut {
    let transport: String
    let role: AgentRole
    let state: AgentState
    /// What the source was doing when it noticed; nil where it may also fall silent itself: its
    /// emulator stands still while nobody takes what it sends.
    let noticed: AgentState?

    var fault: Fault { .cut(role, at: state) }
    var output: String { "\(transport)-\(role.rawValue)-\(state.rawValue)" }

    init(_ transport: String, _ role: AgentRole, _ state: AgentState, noticed: AgentState?) {
        self.transport = transport
        self.role = role
        self.state = state
        self.noticed = noticed
    }

    /// Each state before the guest runs at the destination, later ones need no network; and each
    /// transport while pages are on their way.
    static let all = [
        Cut("rdma-pin-all", .source, .preparing, noticed: .connecting),
        Cut("rdma-pin-all", .source, .connecting, noticed: .connecting),
        Cut("rdma-pin-all", .source, .waiting, noticed: .setup),
        Cut("rdma-pin-all", .source, .setup, noticed: .setup),
        Cut("rdma-dynamic", .source, .precopy, noticed: .precopy),
        Cut("rdma-multifd", .source, .precopy, noticed: .precopy),
        Cut("rdma-pin-all", .source, .switchover, noticed: .switchover),
        Cut("rdma-pin-all", .destination, .precopy, noticed: nil),
        Cut("rsocket", .source, .precopy, noticed: .precopy),
        Cut("rsocket", .source, .switchover, noticed: .switchover),
    ]

    /// All of them take minutes: scripts/fault-matrix does that.
    static let chosen = all.filter { FaultRecord.path != nil || $0.state == .precopy }
}

extension StandingPair {
    /// A guest moves and is verified.
    func moveAGuest(_ ends: String, _ scratch: Scratch) async throws {
        let scenario = try scratch.scenario(
            transports: "[rdma-pin-all]", workloads: "[idle]", memory: "8MiB")
        let output = "move-\(UUID())"
        let outcome = try await bench("\(ends) \(scenario) --output \(output)")
        #expect(outcome.code == 0, "\(outcome)")
        let row = try #require(try scratch.rows(output).first)
        #expect(row[RunColumns.outcome.status] == "completed")
        #expect(row[RunColumns.outcome.verified] == true)
        #expect(row[RunColumns.case.sourceHost] == "source")
        #expect(row[RunColumns.case.destinationHost] == "destination")
    }

    /// A cable that is pulled at each state that needs the network: a row within a deadline, and
    /// nothing left behind that keeps the next guest from moving.
    func cutLinks(_ ends: String, _ scratch: Scratch) async throws {
        try await renewDevices()
        let objects = try await rdmaObjects()
        for cut in Cut.chosen {
            let scenario = try scratch.scenario(
                transports: "[\(cut.transport)]", workloads: "[idle]", memory: "8MiB")
            let start = ContinuousClock.now
            let outcome = try await bench(
                "\(ends) \(scenario) --inject \(cut.fault) --output \(cut.output)")
            #expect(outcome.code == 3, "\(cut.output): \(outcome)")
            let row = try #require(try scratch.rows(cut.output).first, "\(outcome)")
            #expect(row[RunColumns.outcome.status] == "failed", "\(cut.output)")
            let reason = try #require(row[RunColumns.outcome.reason])
            if let noticed = cut.noticed {
                #expect(reason.contains("), \(noticed.rawValue): "), "\(cut.output): \(reason)")
            }
            try await plugIn()
            #expect(try await rdmaObjects(expecting: objects) == objects, "\(cut.output)")
            try FaultRecord.write(
                .linkDown, try FaultState(of: cut.state), .lab, outcome: "failed: \(reason)",
                seconds: (ContinuousClock.now - start) / .seconds(1))
            try await renewDevices()
        }
    }

    /// Takes both links up again, the destination's first: the source's emulator may stand still
    /// until somebody takes what it sends.
    private func plugIn() async throws { try await inBoth("/sbin/ip link set eth0 up") }

    /// Makes the devices anew: Soft-RoCE's queue pair for management does not work any more once it
    /// has sent while the link was down.
    private func renewDevices() async throws {
        try await inBoth(
            """
            /sbin/rdma link del rxe0; /sbin/rdma link add rxe0 type rxe netdev eth0; \
            until /sbin/rdma link | grep -q "state ACTIVE"; do sleep 0.1; done; \
            until ping -c 1 -W 1 10.77.0.2 > /dev/null; do sleep 0.1; done
            """)
    }

    private func inBoth(_ script: String) async throws {
        for machine in ["destination", "source"] {
            let outcome = try await lab("shell \(machine) -- sh -c '\(script)'")
            #expect(outcome.code == 0, "\(outcome)")
        }
    }
}
