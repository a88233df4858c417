import Foundation
import Results
import Testing

extension EndToEnd {
    /// The main job at a small size: every case runs, is verified and recorded.
    @Suite(.serialized) struct QuickRun {
        @Test func theQuickMatrixIsRunVerifiedAndRecorded() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run([
                "--repetitions", "1", "--memory", "32MiB", "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 15)
            let cases = Set(
                rows.map { row in
                    let columns = RunColumns.case
                    return "\(row[columns.transport] ?? "") \(row[columns.channels] ?? 0) "
                        + "\(row[columns.workload] ?? "")"
                })
            #expect(cases.count == 15)
            for row in rows { check(row) }
            #expect(Set(rows.map { row in row[RunColumns.identity.runID] }).count == 15)
            #expect(outcome.out.contains("15 completed, 12 verified (null discards), 0 failed"))
            #expect(outcome.out.contains("results        out\n"))
            #expect(program.family.members.isEmpty)
            try checkReasons(rows, scratch.text("out/environment.json"))
            try checkBeside(scratch)
        }

        /// No cell is empty without a reason, and none that is not empty has one.
        private func checkReasons(_ rows: [Row], _ environment: String) throws {
            let record = try JSONSerialization.jsonObject(with: Data(environment.utf8))
            let reasons = try #require(
                (record as? [String: Any])?["empty_columns"] as? [String: String])
            let empty = RunColumns.all.filter { column in rows.contains { $0[column] == nil } }
            #expect(Set(reasons.keys) == Set(empty.map(\.name)))
            for (column, reason) in reasons {
                #expect(!reason.contains(EmptyCells.unknown), "\(column)")
            }
        }

        /// The same of the tables beside: what may be empty there, and nothing else, has a reason.
        private func checkBeside(_ scratch: Scratch) throws {
            let tables = [
                ("rounds.csv", RoundColumns.all), ("timeline.csv", TimelineColumns.all),
                ("channels.csv", ChannelColumns.all), ("cpus.csv", ProcessorColumns.all),
            ]
            let record = try JSONSerialization.jsonObject(
                with: Data(scratch.text("out/environment.json").utf8))
            let reasons = try #require(
                (record as? [String: Any])?["empty_columns_beside"] as? [String: [String: String]])
            for (table, columns) in tables {
                let rows = try TableReader(path: scratch.path("out/\(table)"), columns: columns)
                    .rows
                #expect(!rows.isEmpty, "\(table)")
                let empty = columns.filter { column in rows.contains { $0[column] == nil } }
                #expect(
                    Set(empty.map(\.name)).isSubset(of: reasons[table, default: [:]].keys),
                    "\(table)")
            }
        }

        private func check(_ row: Row) {
            let isNull = row[RunColumns.case.transport] == "null"
            #expect(row[RunColumns.outcome.status] == "completed")
            #expect(row[RunColumns.outcome.verified] == (isNull ? nil : true))
            #expect(row[RunColumns.outcome.reason] == nil)
            #expect(row[RunColumns.identity.suiteID] == "out")
            #expect(row[RunColumns.case.memoryBytes] == 32 << 20)
            #expect((row[RunColumns.time.totalMs] ?? 0) > 0)
            #expect((row[RunColumns.time.downtimeMs] ?? 0) > 0)
            #expect((row[RunColumns.amount.rounds] ?? 0) > 0)
            #expect((row[RunColumns.amount.normalPages] ?? 0) >= 8192)
            #expect(row[RunColumns.cpu(.source).migrationUserS] != nil)
            #expect(row[RunColumns.cpu(.destination).hostBusyS] != nil)
            let isZeroCopy = row[RunColumns.case.transport] == "multifd-zerocopy"
            #expect((row[RunColumns.amount.zeroCopyFallbacks] != nil) == isZeroCopy)
        }

        @Test func theFolderHoldsEverything() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[null, tcp]")
            let outcome = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            let header = try #require(
                try scratch.text("out/runs.csv").split(separator: "\r\n").first)
            #expect(header.split(separator: ",").map(String.init) == RunColumns.all.map(\.name))
            let rows = try scratch.rows()
            let ids = Set(rows.compactMap { $0[RunColumns.identity.runID] })
            #expect(ids.count == 2)
            for (file, columns) in [
                ("rounds", RoundColumns.all), ("timeline", TimelineColumns.all),
            ] {
                let table = try TableReader(
                    path: scratch.path("out/\(file).csv"), columns: columns)
                #expect(table.warnings.isEmpty)
                #expect(Set(table.rows.compactMap { $0[RunColumns.identity.runID] }) == ids)
            }
            // The null transport has a main stream alone, and tcp one that carries pages.
            let channels = try TableReader(
                path: scratch.path("out/channels.csv"), columns: ChannelColumns.all)
            #expect(Set(channels.rows.compactMap { $0[RunColumns.identity.runID] }) == ids)
            for row in channels.rows { #expect(row[ChannelColumns.channel.roundTripUs] != nil) }
            try checkTimeline(
                TableReader(
                    path: scratch.path("out/timeline.csv"), columns: TimelineColumns.all
                ).rows)
            let environment = try JSONSerialization.jsonObject(
                with: Data(scratch.text("out/environment.json").utf8))
            let record = try #require(environment as? [String: Any])
            #expect(record["shared_host"] as? Bool == true)
            let id = try #require(record["environment_id"] as? String)
            #expect(rows.allSatisfy { $0[RunColumns.identity.environmentID] == id })
            let written = try await Program(in: scratch).run([
                "scenario", "check", "out/scenario.yml",
            ])
            #expect(written.code == 0, "\(written)")
        }

        /// Both ends are looked at, the phases in between, and nothing runs backwards.
        private func checkTimeline(_ rows: [Row]) throws {
            let columns = TimelineColumns.sample
            for (_, run) in Dictionary(grouping: rows, by: { $0[RunColumns.identity.runID] }) {
                for side in Side.allCases {
                    let own = run.filter { $0[columns.side] == side.rawValue }
                    let looks = own.filter { $0[columns.processS] != nil }
                    #expect(own.compactMap { $0[columns.tMs] }.isAscending)
                    #expect(looks.compactMap { $0[columns.processS] }.isAscending)
                    #expect(own.compactMap { $0[columns.guestOps] }.isAscending)
                    // The first look has it; a tick may fall between that and what it is held against.
                    #expect(looks.isEmpty || looks.first?[columns.hostBusyS] != nil)
                }
                #expect(run.contains { $0[columns.phase] == "completed" })
            }
            // Null is through in a millisecond: on a busy host it may be over before anybody looked.
            for side in Side.allCases {
                #expect(
                    rows.contains {
                        $0[columns.side] == side.rawValue && $0[columns.processS] != nil
                    }, "\(side)")
            }
        }

        @Test func whatTheLinkCarriesIsMeasuredFirst() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[null, tcp, {name: multifd, channels: 2}]")
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--ceiling-probe", "on",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.err.contains("ceiling        "))
            #expect(outcome.err.contains("tcp x1 ") && outcome.err.contains("tcp x2 "))
            for row in try scratch.rows() {
                let isNull = row[RunColumns.case.transport] == "null"
                #expect((row[RunColumns.amount.linkCeilingMbps] == nil) == isNull)
            }
        }

        @Test func resultsGoToAFolderNamedByTimeAndScenario() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[null]")
            let outcome = try await Program(in: scratch).run(["run", scenario])
            #expect(outcome.code == 0, "\(outcome)")
            let suites = try FileManager.default.contentsOfDirectory(
                atPath: scratch.path("results"))
            let suite = try #require(suites.first)
            #expect(suites.count == 1)
            #expect(suite.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-small/) != nil)
            #expect(try scratch.statuses("results/\(suite)") == ["completed"])
            #expect(outcome.out.contains("results        results/\(suite)\n"))
        }

        @Test func jsonIsAloneOnStandardOutput() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[null, tcp]")
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--format", "json",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
            let counts = try #require(report["counts"] as? [String: Any])
            #expect(counts["completed"] as? Int == 2)
            #expect(counts["verified"] as? Int == 1)
            #expect(outcome.err.contains("[2/2]"))
        }

        /// The guest, 64 MiB for the agent, and a thousandth for bitmaps.
        @Test func agentsStayWithinTheirMemory() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[tcp, {name: multifd, channels: 4}]", memory: "256MiB")
            let outcome = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            let guest = 256 << 20
            let rows = try scratch.rows()
            #expect(rows.count == 2)
            for row in rows {
                for column in [
                    RunColumns.memory.sourcePeakRSSBytes,
                    RunColumns.memory.destinationPeakRSSBytes,
                ] {
                    let peak = try #require(row[column])
                    #expect(peak >= guest, "\(column.name)")
                    #expect(peak <= guest + (64 << 20) + guest / 1000, "\(column.name)")
                }
            }
        }
    }
}

extension Array where Element: Comparable {
    fileprivate var isAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
