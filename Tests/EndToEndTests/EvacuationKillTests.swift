import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// kill -9 while three guests migrate at once: of an agent of the first, or of the coordinator of all.
    @Suite(.serialized) struct EvacuationKills {
        private static let guests = 3

        private func scenario(_ scratch: borrowing Scratch, repetitions: Int = 1) throws -> String {
            try scratch.scenario(repetitions: repetitions, more: "guests: \(Self.guests)")
        }

        /// The others complete and are verified; the suite goes on with new agents for the one.
        @Test(arguments: AgentRole.allCases)
        func oneThatIsKilledFailsAlone(role: AgentRole) async throws {
            let scratch = try Scratch()
            let states: [AgentState] = [.preparing, .precopy, .switchover]
            let kills = states.map { "\(Fault.kill(role, at: $0))" }.joined(separator: ",")
            let seconds = Figures()
            // One failure would end it, if none of the others completed.
            let name = try scenario(scratch, repetitions: states.count + 1)
            let outcome = try await Hosts.one.survive(
                scratch, "\(name) --inject \(kills) --give-up-after 1"
            ) { running in
                for number in 1...states.count {
                    let watch = try await AgentWatch(running.family, guests: Self.guests)
                    let others = watch.agents.count - 2
                    let clean = try await watch.secondsToClean(
                        scratch, rows: number * Self.guests, others: others
                    ) { watch.alive.count < watch.agents.count }
                    #expect(watch.alive.count == others, "agents of the others: \(watch.alive)")
                    seconds.add(clean)
                }
            }
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            try #require(rows.count == (states.count + 1) * Self.guests, "\(outcome)")
            for (number, (state, clean)) in zip(states, seconds.all).enumerated() {
                let guests = rows.filter { $0[RunColumns.order.block] == number + 1 }
                let words = try outcomeOfOne(guests)
                #expect(words.hasPrefix("failed: \(role.rawValue) (local): the agent ended while "))
                try FaultRecord.write(
                    role == .source ? .sourceKilled : .destinationKilled,
                    try FaultState(of: state), .threeGuests,
                    outcome: "\(words); the other two completed and verified", seconds: clean)
            }
            for row in rows.suffix(Self.guests) {
                #expect(row[RunColumns.outcome.verified] == true)
            }
            try checkSums(scratch, failed: states.count)
        }

        /// The words of the first guest's failure; the other rows are as if it had not been.
        private func outcomeOfOne(_ guests: [Row]) throws -> String {
            #expect(guests.map { $0[RunColumns.guestNumber.guest] } == [1, 2, 3])
            for row in guests.dropFirst() {
                #expect(row[RunColumns.outcome.status] == "completed")
                #expect(row[RunColumns.outcome.verified] == true)
            }
            let words = try #require(guests.first).failure
            #expect(words.hasSuffix("(killed by signal 9)"))
            #expect(guests[0][RunColumns.outcome.verified] == nil)
            return words
        }

        /// One row for each run; those in which a guest failed have no figures of fewer guests.
        private func checkSums(_ scratch: borrowing Scratch, failed: Int) throws {
            let sums = try self.sums(scratch)
            let completed = Array(repeating: Self.guests - 1, count: failed) + [Self.guests]
            #expect(sums.map { $0[EvacuationColumns.sum.completedGuests] } == completed)
            for sum in sums.dropLast() {
                #expect(sum[RunColumns.outcome.status] == "failed")
                #expect(sum[RunColumns.time.totalMs] == nil)
            }
            #expect(sums.last?[RunColumns.outcome.status] == "completed")
            #expect(sums.last?[RunColumns.time.totalMs] != nil)
        }

        /// The rows of evacuations.csv; none may be cut off.
        private func sums(_ scratch: borrowing Scratch) throws -> [Row] {
            let table = try TableReader(
                path: scratch.path("out/evacuations.csv"), columns: EvacuationColumns.all)
            #expect(table.warnings.isEmpty)
            return table.rows
        }

        /// A coordinator that stands still costs nothing where all has been said: a laptop that sleeps.
        @Test func agentsThatGaveUpMeanwhileAreStartedAgain() async throws {
            let scratch = try Scratch()
            let name = try scenario(scratch, repetitions: 2)
            let outcome = try await Hosts.one.survive(
                scratch, "\(name) --inject \(Fault.freeze(.source, at: .releasing))"
            ) { running in
                let coordinator = try await running.family.coordinator().id
                for number in 1...2 {
                    let watch = try await AgentWatch(running.family, guests: Self.guests)
                    let held = try await watch.frozen()
                    // The others give their memory back at the same time.
                    try await Task.sleep(for: .milliseconds(500))
                    if number == 1 { try Family.send(.freeze, to: coordinator) }
                    try Family.send(.thaw, to: held.id)
                    guard number == 1 else { break }
                    let areGone = try await eventually(within: 10) { watch.alive.isEmpty }
                    #expect(areGone)
                    try Family.send(.thaw, to: coordinator)
                }
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.err.contains("waiting for the next migration"), "\(outcome)")
            let verified = try scratch.rows().map { $0[RunColumns.outcome.verified] }
            #expect(verified == Array(repeating: true, count: 2 * Self.guests))
        }

        @Test func nothingSurvivesTheCoordinator() async throws {
            let scratch = try Scratch()
            // None of the three has a row without the others.
            let seconds = try await Hosts.one.killCoordinator(
                scratch, of: try scenario(scratch), at: .precopy, guests: Self.guests)
            #expect(try scratch.statuses() == ["completed", "completed", "completed"])
            try checkSums(scratch, failed: 0)
            try FaultRecord.write(
                .coordinatorKilled, .precopy, .threeGuests,
                outcome: "no row of any guest; bench run --resume runs them", seconds: seconds)
        }
    }
}
