import Foundation
import Results
import Testing

extension EndToEnd {
    /// Two suites on one host spoil each other's figures.
    @Suite(.serialized) struct HostLeases {
        @Test func aSecondSuiteIsRefusedOrWaits() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(workloads: "[idle]", repetitions: 3)
            // 16 MiB in 4 seconds, three times.
            let slow = [
                "run", scenario, "--max-bandwidth", "4MiB/s", "--downtime-limit", "1ms", "--output",
                "slow",
            ]
            let outcome = try await program.run(slow) { running in
                let isUnderWay = try await eventually(within: 30) { scratch.rowCount("slow") == 1 }
                #expect(isUnderWay)
                let status = try await program.run(["status"])
                #expect(status.out.contains("runs small since"), "\(status)")
                let refused = try await program.run(["run", scenario, "--output", "refused"])
                #expect(refused.code == 3, "\(refused)")
                #expect(refused.err.contains("source (local): the host is taken: "), "\(refused)")
                #expect(refused.err.contains("--wait"))
                #expect(!scratch.exists("refused"))
                let waited = try await program.run(
                    ["run", scenario, "--wait", "--output", "waited"])
                #expect(waited.code == 0, "\(waited)")
                #expect(waited.err.contains("the host is taken"))
            }
            #expect(outcome.code == 0, "\(outcome)")
            let end = try #require(scratch.rows("slow").last?[RunColumns.identity.startedAt])
            let start = try #require(scratch.rows("waited").first?[RunColumns.identity.startedAt])
            #expect(end < start)
        }

        /// The kernel takes the lock from a process that is killed.
        @Test func aKilledSuiteHoldsNothing() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario()
            let slow = ["run", scenario, "--max-bandwidth", "1MiB/s", "--output", "slow"]
            let outcome = try await program.run(slow) { running in
                let isUnderWay = try await eventually(within: 30) {
                    scratch.exists("slow/runs.csv")
                }
                #expect(isUnderWay)
                try running.signal(.kill)
            }
            #expect(outcome.code == 137)
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
            let next = try await program.run(["run", scenario, "--output", "next"])
            #expect(next.code == 0, "\(next)")
            #expect(try await program.run(["status"]).out == "free\n")
        }

        /// Where a suite's agents break off, its hosts are nobody's for a moment: who waits for them gets
        /// in, and a suite that was begun with `--wait` waits again.
        @Test(.enabled(if: geteuid() == 0, "a folder of locks of its own takes root"))
        func aHostThatIsLostInBetweenIsWaitedForAgain() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]", repetitions: 3)
            func run(_ options: String) async throws -> Program.Outcome {
                try await Program(in: scratch).run(
                    "/usr/bin/env",
                    ["unshare", "-m", "sh", "-c", Self.another + " run \(scenario) \(options)"],
                    seconds: 60
                ) { _ in }
            }
            // A fault in each of the first two runs.
            let faults = "--inject kill-source:precopy,kill-source:precopy"
            let waited = try await run("--wait \(faults) --output waited")
            #expect(waited.code == 3, "\(waited)")
            #expect(waited.err.contains("the host is taken: another suite runs there"), "\(waited)")
            #expect(try scratch.rows("waited").count == 3)
            #expect(try scratch.rows("waited").last?[RunColumns.outcome.verified] == true)
            // Without, that is the end of it, and the row stands.
            let ended = try await run("\(faults) --output ended")
            #expect(ended.code == 3, "\(ended)")
            #expect(ended.err.contains("given up: "), "\(ended)")
            #expect(ended.err.contains("the host is taken: another suite runs there"), "\(ended)")
            #expect(try scratch.rows("ended").count == 1)
        }

        /// As in a container whose root is read-only: everybody in it comes to one lock all the same.
        @Test(.enabled(if: geteuid() == 0, "a folder of locks of its own takes root"))
        func whereLocksCannotBeMadeTheyAreElsewhere() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await Program(in: scratch).run(
                "/usr/bin/env",
                [
                    "unshare", "-m", "sh", "-c",
                    """
                    mkdir -p /run/lock
                    mount -t tmpfs -o ro,mode=1777 tmpfs /run/lock
                    "$BENCH" run \(scenario) --output first; echo "first: $?"
                    exec flock /tmp/migration-bench.lock \
                        sh -c '"$BENCH" run \(scenario) --output second; echo "second: $?"'
                    """,
                ], seconds: 60
            ) { _ in }
            #expect(outcome.out.contains("first: 0\n"), "\(outcome)")
            #expect(outcome.out.contains("second: 3\n"), "\(outcome)")
            #expect(outcome.err.contains("the host is taken: "), "\(outcome)")
        }

        /// Another suite, which waits in the kernel for the lock and has it for two seconds.
        private static let another = """
            mkdir -p /run/lock
            mount -t tmpfs tmpfs /run/lock
            lock=/run/lock/migration-bench
            (
                until [ -s $lock ]; do sleep 0.02; done
                exec flock $lock sh -c "echo another > $lock; sleep 2"
            ) &
            "$BENCH"
            """
    }
}
