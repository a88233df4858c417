import Foundation
import Platform
import Results
import Testing

extension EndToEnd {
    /// Several guests at once, over one pair of hosts.
    @Suite(.serialized) struct Evacuations {
        private func sums(_ scratch: borrowing Scratch) throws -> [Row] {
            try SuiteFolder.evacuations(of: scratch.path("out"))
        }

        @Test func threeGuestsAtOnceOverTCPAndMultifd() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(
                transports: "[tcp, {name: multifd, channels: 2}]", workloads: "[uniform]",
                repetitions: 2, more: "guests: 3")
            let outcome = try await program.run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("12 completed, 12 verified, 0 failed"), "\(outcome)")
            #expect(outcome.out.contains("3: multifd x2, uniform, 16 MiB"), "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 12)
            let sums = try sums(scratch)
            #expect(sums.count == 4)
            let record = try JSONSerialization.jsonObject(
                with: Data(scratch.text("out/environment.json").utf8))
            let beside = (record as? [String: Any])?["empty_columns_beside"]
            let reasons = try #require((beside as? [String: [String: String]])?["evacuations.csv"])
            let empty = EvacuationColumns.all.filter { column in sums.contains { $0[column] == nil }
            }
            #expect(Set(empty.map(\.name)) == Set(reasons.keys))
            #expect(!reasons.values.contains { $0.contains(EmptyCells.unknown) }, "\(reasons)")
            for sum in sums {
                let guests = rows.filter {
                    $0[RunColumns.order.block] == sum[RunColumns.order.block]
                        && $0[RunColumns.order.orderIndex] == sum[RunColumns.order.orderIndex]
                }
                try check(sum, guests)
            }
            #expect(program.family.members.isEmpty)
            let samples = try scratch.text("out/rounds.csv")
            for row in rows {
                let name = try #require(row[RunColumns.identity.runID])
                #expect(samples.contains(",\(name),"))
            }
        }

        /// The sum is what its rows come to.
        private func check(_ sum: Row, _ guests: [Row]) throws {
            #expect(guests.compactMap { $0[RunColumns.guestNumber.guest] } == [1, 2, 3])
            #expect(Set(guests.map { $0[RunColumns.order.seed] }).count == 3)
            for row in guests {
                #expect(row[RunColumns.outcome.verified] == true)
                #expect(row[RunColumns.concurrency.guests] == 3)
                #expect(row[RunColumns.totalCPU.cpuSPerGiB] == nil)
                let name = try #require(sum[RunColumns.identity.runID])
                #expect(row[RunColumns.identity.runID]?.hasPrefix(name + "-g") == true)
            }
            let bytes = guests.compactMap { $0[RunColumns.amount.sentBytes] }
            #expect(sum[RunColumns.amount.sentBytes] == bytes.reduce(0, +))
            let downtimes = guests.compactMap { $0[RunColumns.time.downtimeMs] }
            #expect(sum[EvacuationColumns.sum.largestDowntimeMs] == downtimes.max())
            let totals = guests.compactMap { $0[RunColumns.time.totalMs] }
            let slowest = try #require(sum[EvacuationColumns.sum.slowestGuest])
            #expect(totals[slowest - 1] == totals.max())
            // From the first start to the last end is at least the slowest, and no longer than that
            // and the spread.
            let total = try #require(sum[RunColumns.time.totalMs])
            let spread = try #require(sum[EvacuationColumns.sum.startSpreadMs])
            let most = try #require(totals.max())
            #expect(total >= most - 0.002 && total <= most + spread + 0.002)
            #expect(sum[RunColumns.cpu(.source).hostBusyS] != nil)
            #expect(sum[RunColumns.totalCPU.cpuUncertaintyS] != nil)
        }

        @Test func twoEachWayAtOnce() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[tcp, multifd]")
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--guests", "2", "--direction", "both",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 8)
            for row in rows { #expect(row[RunColumns.outcome.verified] == true) }
            let ways = rows.prefix(4).map { $0[RunColumns.concurrency.direction] }
            #expect(ways == ["forward", "forward", "backward", "backward"])
            let sums = try sums(scratch)
            #expect(sums.map { $0[RunColumns.concurrency.direction] } == ["both", "both"])
            #expect(sums.map { $0[RunColumns.concurrency.guests] } == [4, 4])
            let scenarioRun = try scratch.text("out/scenario.yml")
            #expect(scenarioRun.contains("guests: 2\ndirection: both\n"), "\(scenarioRun)")
        }

        @Test func ctrlCEndsAll() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: 3, memory: "32MiB", more: "guests: 3")
            let outcome = try await program.run([
                "run", scenario, "--output", "out", "--max-bandwidth", "16MiB/s",
            ]) { running in
                let began = try await eventually(within: 30) { running.family.agents.count == 6 }
                #expect(began)
                try await Task.sleep(for: .milliseconds(800))
                try running.signal(.interrupt)
            }
            #expect(outcome.code == 130, "\(outcome)")
            #expect(outcome.err.contains("bench run --resume out"))
            #expect(program.family.members.isEmpty)
            #expect(try scratch.rows().isEmpty)
        }

        /// A crash has cut a guest's row off: the evacuation is run again.
        @Test func resumeRunsWhatIsNotWhole() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 2, more: "guests: 2")
            let first = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(first.code == 0, "\(first)")
            let text = try scratch.text("out/runs.csv")
            try scratch.write("out/runs.csv", String(text.dropLast(20)))
            let second = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(second.code == 0, "\(second)")
            #expect(second.err.contains("1 run is missing"))
            let blocks = try scratch.rows().map { $0[RunColumns.order.block] }
            #expect(blocks == [1, 1, 2, 2, 2])
            let third = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(third.err.contains("0 runs are missing"), "\(third)")
        }

        /// Nothing of it shows where a guest has the hosts for itself.
        @Test func aGuestAloneIsAsEver() async throws {
            let scratch = try Scratch()
            // As much as it takes for CPU to be told.
            let scenario = try scratch.scenario(
                memory: "256MiB", more: "guests: 1\ndirection: forward")
            let outcome = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(!scratch.exists("out/evacuations.csv"))
            let row = try #require(try scratch.rows().first)
            #expect(row[RunColumns.concurrency.guests] == nil)
            #expect(row[RunColumns.totalCPU.cpuSPerGiB] != nil)
            #expect(row[RunColumns.outcome.disturbed] != nil)
        }

        @Test func anAddressThatIsNoneIsRefused() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "run", "--direction", "both", "--source-data-address", "127.0.0.1/8",
            ])
            #expect(outcome.code == 64, "\(outcome)")
            #expect(outcome.err.contains("--source-data-address 127.0.0.1/8: allowed is"))
        }

        /// An agent that reads another boot id is on another host.
        @Test(arguments: [
            ([String](), "it is not said where the source takes data (--source-data-address)"),
            (["--source-data-address", "127.0.0.1"], "where each reaches itself"),
        ])
        func whoComesBackNeedsAnAddress(options: [String], words: String) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario()
            try scratch.write("boot", "another\n")
            let agent = """
                ip link set lo up && ip addr add 192.0.2.1/32 dev lo &&
                mount --bind boot /proc/sys/kernel/random/boot_id && exec "$BENCH" agent
                """
            try scratch.write("agent.sh", agent)
            // Without root in a user namespace.
            let enter = "if unshare -m true 2>/dev/null; then w=-mn; else w=-rmn; fi"
            let outcome = try await Program(in: scratch).run(
                [
                    "run", scenario, "--direction", "both", "--data-address", "192.0.2.1",
                    "--destination", "exec:\(enter); exec unshare $w sh agent.sh bench agent",
                ] + options)
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains(words), "\(outcome)")
        }

        @Test func thePlanSaysWhatItNeeds() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(memory: "1GiB")
            let words = ["run", scenario, "--dry-run", "--guests", "4", "--direction", "both"]
            let outcome = try await Program(in: scratch).run(words)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("4 guests each way at once"), "\(outcome)")
            // 8 of 1 GiB, a thousandth on top, and 64 MiB for each agent.
            #expect(outcome.out.contains("8.5 GiB of memory on each end"), "\(outcome)")
        }
    }
}
