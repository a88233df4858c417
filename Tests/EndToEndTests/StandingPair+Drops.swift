import Foundation
import Results
import TestSupport
import Testing

extension StandingPair {
    /// A network that loses everything for half a minute while pages are on their way over RDMA.
    func dropPackets(_ ends: String, _ scratch: Scratch) async throws {
        let objects = try await rdmaObjects()
        // 16 MiB at 1 MiB/s.
        let scenario = try scratch.scenario(transports: "[rdma-pin-all]", workloads: "[idle]")
        let seconds = Figures()
        let outcome = try await bench(
            "\(ends) \(scenario) --max-bandwidth 1MiB/s --output drops"
        ) { _ in
            // Within #expect it would stand in for the condition below: both closures get one symbol.
            let isBegun = try await eventually(within: 60) { scratch.exists("drops/runs.csv") }
            #expect(isBegun)
            try await Task.sleep(for: .seconds(5))
            // One machine comes after the other, and may be noticed by then.
            let start = ContinuousClock.now
            try await shape("add dev eth0 root netem loss 100%")
            let isSilent = ContinuousClock.now
            let isNoticed = try await eventually(within: 30) { scratch.rowCount("drops") == 1 }
            #expect(isNoticed)
            let secondsToRow = (ContinuousClock.now - start) / .seconds(1)
            // Nobody is given up sooner than after a silence, and in the lab no later than after two.
            #expect(secondsToRow > 5 && secondsToRow < 10, "\(secondsToRow)")
            seconds.add(secondsToRow)
            try await Task.sleep(until: isSilent + .seconds(30))
            try await shape("del dev eth0 root")
        }
        #expect(outcome.code == 3, "\(outcome)")
        let words = try scratch.failure("drops")
        #expect(words.contains("precopy: "), "\(words)")
        #expect(try await rdmaObjects(expecting: objects) == objects)
        try FaultRecord.write(
            .packetsDropped, .precopy, .lab, outcome: words, seconds: try seconds.value)
    }

    private func shape(_ words: String) async throws {
        for machine in ["source", "destination"] {
            let outcome = try await lab("shell \(machine) -- /sbin/tc qdisc \(words)")
            #expect(outcome.code == 0, "\(outcome)")
        }
    }
}
