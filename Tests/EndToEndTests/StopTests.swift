import Foundation
import Results
import Testing

extension EndToEnd {
    /// Runs that are interfered with while they go on.
    @Suite(.serialized) struct Stops {
        /// A suite whose runs take about a second each: paced to 32 MiB/s for 32 MiB.
        private func slow(_ scratch: borrowing Scratch, repetitions: Int = 4) throws -> [String] {
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: repetitions, memory: "32MiB")
            return [
                "run", scenario, "--output", "out", "--max-bandwidth", "32MiB/s",
            ]
        }

        private func waitForRows(_ count: Int, _ scratch: borrowing Scratch) async throws {
            let path = scratch.path("out/runs.csv")
            let arrived = try await eventually(within: 30) {
                do {
                    return try TableReader(path: path, columns: RunColumns.all).rows.count >= count
                } catch { return false }
            }
            #expect(arrived)
        }

        /// Kills an agent in the middle of a migration: only then the two can be told apart.
        private func kill(_ role: String, of family: Family) async throws {
            var victim: Family.Member?
            _ = try await eventually(within: 20) {
                let agents = family.agents
                guard agents.contains(where: \.isDestination) else { return false }
                victim = agents.first { $0.isDestination == (role == "destination") }
                return victim != nil
            }
            try Family.send(.kill, to: try #require(victim).id)
        }

        @Test func ctrlCKeepsTheRowsAndSaysHowToGoOn() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run(try slow(scratch)) { running in
                try await waitForRows(1, scratch)
                try running.signal(.interrupt)
            }
            #expect(outcome.code == 130, "\(outcome)")
            #expect(outcome.err.contains("bench run --resume out"))
            #expect(program.family.members.isEmpty)
            let before = try scratch.rows()
            #expect((1..<4).contains(before.count))
            try await resume(scratch, keeping: before)
        }

        /// Nobody can clean up after kill -9: agents see their input end.
        @Test func nothingSurvivesTheCoordinator() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run(try slow(scratch)) { running in
                try await waitForRows(1, scratch)
                // Into the middle of the next migration.
                try await Task.sleep(for: .milliseconds(400))
                #expect(running.family.agents.count == 2)
                try running.signal(.kill)
                let gone = try await eventually(within: 5) { running.family.agents.isEmpty }
                #expect(gone, "\(running.family.members)")
            }
            #expect(outcome.code == 137)
            let before = try scratch.rows()
            #expect((1..<4).contains(before.count))
            try await resume(scratch, keeping: before)
        }

        /// Resuming runs what is missing, and nothing twice; a second time there is nothing to do.
        private func resume(_ scratch: Scratch, keeping before: [Row]) async throws {
            for attempt in 1...2 {
                let outcome = try await Program(in: scratch).run(["run", "--resume", "out"])
                #expect(outcome.code == 0, "\(outcome)")
                let rows = try scratch.rows()
                #expect(Array(rows.prefix(before.count)) == before)
                #expect(rows.count == 4)
                #expect(Set(rows.map { $0[RunColumns.order.block] }) == [1, 2, 3, 4])
                let missing = attempt == 1 ? 4 - before.count : 0
                #expect(
                    outcome.err.contains(missing == 1 ? "1 run is missing" : "\(missing) runs are"))
            }
        }

        @Test func aRowThatIsCutOffIsRemovedAndRunAgain() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 2)
            let first = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(first.code == 0, "\(first)")
            let text = try scratch.text("out/runs.csv")
            try scratch.write("out/runs.csv", String(text.dropLast(20)))
            let second = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(second.code == 0, "\(second)")
            #expect(second.err.contains("removed a half-written row"))
            #expect(try scratch.statuses() == ["completed", "completed"])
        }

        @Test func twoRunsDoNotShareAFolder() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(try slow(scratch)) { running in
                try await waitForRows(1, scratch)
                let second = try await Program(in: scratch).run(["run", "--resume", "out"])
                #expect(second.code == 3)
                #expect(second.err.contains("is being written by another run"))
                try running.signal(.terminate)
            }
            #expect(outcome.code == 130, "\(outcome)")
        }

        /// An agent killed from outside costs its run; the others complete.
        @Test(arguments: ["source", "destination"])
        func theSuiteGoesOnWithoutAnAgent(role: String) async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run(try slow(scratch)) { running in
                try await waitForRows(1, scratch)
                try await Task.sleep(for: .milliseconds(400))
                try await kill(role, of: running.family)
            }
            #expect(outcome.code == 3, "\(outcome)")
            let statuses = try scratch.statuses()
            #expect(statuses.count == 4)
            #expect(statuses.filter { $0 == "failed" }.count == 1)
            #expect(statuses.filter { $0 == "completed" }.count == 3)
            let reasons = try scratch.rows().compactMap { $0[RunColumns.outcome.reason] }
            #expect(reasons.first?.hasPrefix("\(role) (local): the agent ended") == true)
            #expect(program.family.members.isEmpty)
        }

        /// A suite whose source is killed in its second run, and then started again as `agent` says once
        /// there is a file `gone`; its outcome is given to `holds`.
        private func whenTheSourceGoes(
            agent: String, _ holds: (borrowing Scratch, Program.Outcome) throws -> Void
        ) async throws {
            let scratch = try Scratch()
            let words = try slow(scratch) + ["--source", "exec:\(agent)"]
            let outcome = try await Program(in: scratch).run(words) { running in
                try await waitForRows(1, scratch)
                try await Task.sleep(for: .milliseconds(400))
                try scratch.write("gone", "")
                try await kill("source", of: running.family)
            }
            #expect(outcome.code == 3, "\(outcome)")
            try holds(scratch, outcome)
        }

        /// A host that cannot be reached for a while costs the run that it went in, and no other.
        @Test func aHostThatIsBackIsGoneOnWith() async throws {
            let agent = "if test -e gone; then rm gone; exit 1; fi; exec \"$BENCH\" agent"
            try await whenTheSourceGoes(agent: agent) { scratch, outcome in
                #expect(outcome.err.contains("(exit code 1)"), "\(outcome)")
                #expect(outcome.err.contains("it is tried again"), "\(outcome)")
                let statuses = try scratch.statuses()
                #expect(statuses.count == 4 && statuses.filter { $0 == "failed" }.count == 1)
            }
        }

        /// A host that is gone for good ends the suite, but its last run has a row like any other.
        @Test func theRunThatAHostDiedInHasARow() async throws {
            try await whenTheSourceGoes(agent: "test ! -e gone && exec \"$BENCH\" agent") {
                scratch, outcome in
                let rows = try scratch.rows()
                #expect((2..<4).contains(rows.count))
                for row in rows.dropLast() {
                    #expect(row[RunColumns.outcome.status] == "completed")
                }
                let last = try #require(rows.last)
                #expect(last[RunColumns.outcome.status] == "failed")
                let reason = try #require(last[RunColumns.outcome.reason])
                #expect(reason.contains(": the agent ended while "), "\(reason)")
                #expect(outcome.err.contains("given up: source"), "\(outcome)")
                #expect(outcome.err.contains("bench run --resume out"))
            }
        }

        /// While a guest moves nobody listens any more, and nothing goes through shared memory.
        @Test func aRunHoldsOnlyWhatItNeeds() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run(try slow(scratch, repetitions: 2)) { running in
                try await waitForRows(1, scratch)
                try await Task.sleep(for: .milliseconds(400))
                let members = running.family.members
                #expect(members.count == 3, "\(members)")
                #expect(running.family.listeners.isEmpty)
                for member in members {
                    #expect(!member.openFiles.contains { $0.hasPrefix("/dev/shm") })
                    #expect(!member.maps.contains("/dev/shm"))
                    // Control pipes and one data connection: nothing leaks from run to run.
                    #expect(member.openFiles.filter { $0.hasPrefix("socket:") }.count <= 1)
                }
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(program.family.members.isEmpty)
            #expect(program.family.listeners.isEmpty)
        }
    }
}
