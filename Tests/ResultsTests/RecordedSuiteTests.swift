import Foundation
import Testing

@testable import Results

/// What is read of a suite, and what of it is refused or said.
@Suite struct RecordedSuiteTests {
    private static func row(_ id: String, version: Int = RunColumns.schemaVersion) -> Row {
        var row = Row()
        row[RunColumns.identity.schemaVersion] = version
        row[RunColumns.identity.runID] = id
        row[RunColumns.case.transport] = "tcp"
        row[RunColumns.outcome.status] = RunStatus.completed.rawValue
        row[RunColumns.time.totalMs] = 100
        return row
    }

    private static func text(_ rows: [Row], _ columns: [Column] = RunColumns.all) -> String {
        CSVFormat.header(columns) + rows.map { CSVFormat.line($0, columns) }.joined()
    }

    /// Rows of a file share their columns; what is put into one afterwards stays in it.
    @Test func rowsOfAFileAreValues() throws {
        let all = try read(Self.text([Self.row("a"), Self.row("b")])).rows
        var row = all[0]
        row[RunColumns.time.totalMs] = 7
        row[named: "new_ms"] = .decimal(3)
        #expect(row[RunColumns.time.totalMs] == 7)
        #expect(row[named: "new_ms"] == .decimal(3))
        #expect(row != all[0])
        #expect(all[0] == Self.row("a"))
        #expect(all[0][RunColumns.time.totalMs] == 100)
        var picker = CellPicker([
            RunColumns.time.totalMs.column, RunColumns.identity.runID.column,
        ])
        #expect(picker.cells(of: row) == [.decimal(7), .text("a")])
        #expect(picker.cells(of: Self.row("c")) == [.decimal(100), .text("c")])
        #expect(picker.cells(of: all[1]) == [.decimal(100), .text("b")])
    }

    private func read(_ text: String) throws -> RecordedSuite {
        let folder = try TemporaryFolder()
        try folder.write("runs.csv", text)
        return try RecordedSuite(folder.path("runs.csv"))
    }

    private func message(_ text: String) -> String? {
        let error = #expect(throws: ResultsError.self) { try read(text) }
        return error.map {
            $0.description.split(separator: "runs.csv: ").last.map(String.init) ?? ""
        }
    }

    @Test func aSuiteIsReadFromItsFolder() throws {
        let folder = try TemporaryFolder()
        do {
            let suite = try SuiteFolder.create(at: folder.path("s"))
            try suite.runs.append(Self.row("a"))
            try suite.write(.environment, Self.environment)
        }
        for path in ["s", "s/runs.csv"] {
            let suite = try RecordedSuite(folder.path(path))
            #expect(suite.rows == [Self.row("a")])
            #expect(suite.columns.contains("total_ms"))
            #expect(suite.environment?.environmentID == "a41f")
            #expect(suite.warnings.isEmpty)
        }
        #expect(throws: ResultsError.self) { try RecordedSuite(folder.path("nothing")) }
        #expect(throws: ResultsError.self) { try RecordedSuite(folder.url.path) }
    }

    /// Guests that migrate at once are rows of one case in one block, and not taken for a mistake.
    @Test func guestsAtOnceAreNoCaseTwice() throws {
        func guest(_ number: Int) -> Row {
            var row = Self.row("g\(number)")
            row[RunColumns.order.block] = 1
            row[RunColumns.concurrency.guests] = 2
            row[RunColumns.guestNumber.guest] = min(number, 2)
            return row
        }
        #expect(try read(Self.text([guest(1), guest(2)])).warnings.isEmpty)
        let twice = try read(Self.text([guest(1), guest(2), guest(3)])).warnings
        #expect(twice.count == 1 && twice[0].contains("has a row of this case already"))
    }

    @Test func environmentsSayInWhatTheyDiffer() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.json", Self.environment)
        try folder.write(
            "b.json", Self.environment.split(separator: "6.1").joined(separator: "6.12"))
        let first = try #require(try RecordedEnvironment.read(path: folder.path("a.json")))
        let second = try #require(try RecordedEnvironment.read(path: folder.path("b.json")))
        #expect(first.differences(to: first).isEmpty)
        let differences = first.hostDifferences(to: second)
        #expect(differences.map(\.name) == ["destination: kernel"])
        #expect(differences.map(\.first) == ["6.1"])
        #expect(differences.map(\.second) == ["6.12"])
        #expect(try RecordedEnvironment.read(path: folder.path("c.json")) == nil)
    }

    @Test(arguments: [
        ("{}", "no environment_id"), ("{", "it is no JSON"),
        (environment.replacing("\"6.1\"", with: "6.1"), "must_match.Index 0.value is of another"),
    ])
    func sidecarsThatAreNone(text: String, words: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("environment.json", text)
        let error = #expect(throws: ResultsError.self) {
            try RecordedEnvironment.read(path: folder.path("environment.json"))
        }
        #expect(
            error?.description.contains("environment.json: not what this version writes: ") == true)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        // Rows that carry ids compare without it; rows that carry none do not.
        var row = Self.row("a")
        try folder.write("runs.csv", Self.text([row]))
        #expect(throws: ResultsError.self) { try RecordedSuite(folder.url.path) }
        row[RunColumns.identity.environmentID] = "a41f"
        try folder.write("runs.csv", Self.text([row]))
        let suite = try RecordedSuite(folder.url.path)
        #expect(suite.warnings.map { $0.contains("not what this version writes") } == [true])
        #expect(suite.environment == nil)
    }

    /// Two rows of one case in one block: what tells them apart is in no column.
    @Test func casesThatNoColumnTellsApartAreNamed() throws {
        func rows(_ block: Int) -> [Row] {
            ["a", "b"].map { id in
                var row = Self.row(id)
                row[RunColumns.order.block] = block
                row[RunColumns.case.transport] = block == 2 ? id : "tcp"
                return row
            }
        }
        let pooled = try read(Self.text(rows(1))).warnings
        #expect(pooled.count == 1)
        #expect(pooled.first?.contains("line 3: block 1 has a row of this case already") == true)
        #expect(try read(Self.text(rows(0))).warnings.isEmpty)
        #expect(try read(Self.text(rows(2))).warnings.isEmpty)
    }

    @Test func environmentsOutliveConditions() throws {
        var rows = [Self.row("a"), Self.row("b")]
        rows[0][RunColumns.identity.environmentID] = "a41f"
        let suite = try read(Self.text(rows))
        #expect(suite.environmentIDs == ["a41f", ""])
        #expect(suite.with(rows: [suite.rows[0]]).environmentIDs == ["a41f"])
        #expect(suite.with(rows: []).environmentIDs == ["a41f", ""])
    }

    /// Facts by path; what is fleeting explains no difference.
    @Test func allFactsAreAFlatList() throws {
        let folder = try TemporaryFolder()
        let facts = """
            {"host_name": "a", "load": {"average": 1.5}, "cpu": {"idle_states": ["POLL", "C1"],
             "turbo": true}, "network": {"rdma_devices": [], "nics": [{"name": "eth0",
             "mtu_bytes": 9000, "firmware": null}]}, "list": [{"rate": 0.25}]}
            """
        for (name, text) in [
            ("a", facts),
            ("b", facts.replacing("9000", with: "1500").replacing("1.5", with: "9")),
        ] {
            try folder.write(
                "\(name).json",
                Self.environment.replacing(
                    "\"source\": {", with: "\"source\": {\"facts\": \(text),"))
        }
        let first = try #require(try RecordedEnvironment.read(path: folder.path("a.json")))
        let second = try #require(try RecordedEnvironment.read(path: folder.path("b.json")))
        #expect(
            first.source.allFacts.map { "\($0.name)=\($0.value)" } == [
                "cpu.idle_states=POLL C1", "cpu.turbo=true", "host_name=a", "list.0.rate=0.25",
                "load.average=1.5", "network.nics.eth0.firmware=unknown",
                "network.nics.eth0.mtu_bytes=9000", "network.nics.eth0.name=eth0",
                "network.rdma_devices=none",
            ])
        #expect(first.hostDifferences(to: second).isEmpty)
        let others = first.lastingDifferences(to: second)
        #expect(others.map(\.name) == ["source: network.nics.eth0.mtu_bytes"])
        #expect(others.map(\.second) == ["1500"])
        #expect(first.destination.allFacts.isEmpty)
    }

    private static let environment = """
        {"environment_id": "a41f", "tool_version": "1", "build": "release", "git_commit": "abc",
         "source": {"must_match": [{"name": "cpus", "value": "2"}]},
         "destination": {"must_match": [{"name": "kernel", "value": "6.1"}]}}
        """

    /// A file of an earlier version lacks the columns that came later.
    @Test func earlierVersionsAreFine() throws {
        let columns = RunColumns.all.filter { $0.since == 1 }
        #expect(try read(Self.text([Self.row("a", version: 1)], columns)).rows.count == 1)
        let refusal = message(Self.text([Self.row("a", version: 2)], columns))
        #expect(
            refusal?.hasPrefix("not a table of results: line 1: no column zero_copy_sends") == true)
    }

    /// What is missing is not all: the file is of a version that this one does not know.
    @Test func laterVersionsThatLackColumnsAreNamed() {
        let columns = RunColumns.all.filter { $0.since == 1 }
        #expect(
            message(Self.text([Self.row("a", version: 99)], columns))?.hasPrefix(
                "line 2, column 1 (schema_version): 99 is of a later version than this one's "
                    + "\(RunColumns.schemaVersion), and the file has no column zero_copy_sends")
                == true)
    }

    @Test func rowsOfSeveralVersionsAreNamed() throws {
        let mixed = try read(Self.text([Self.row("a"), Self.row("b", version: 7)]))
        #expect(mixed.warnings.count == 1)
        #expect(
            mixed.warnings.first?.hasSuffix(
                "line 3, column 1 (schema_version): rows of several versions: "
                    + "\(RunColumns.schemaVersion) (line 2), 7 (line 3); columns may mean other "
                    + "things") == true, "\(mixed.warnings)")
        #expect(mixed.schemaVersions == [7, RunColumns.schemaVersion])
    }

    /// The unit is told of columns of later versions too.
    @Test func laterColumnsInOtherUnitsAreNamed() {
        let text = Self.text([Self.row("a")])
            .replacing("source_channel_user_s", with: "source_channel_user_ms")
        #expect(
            message(text)?.hasSuffix(
                "source_channel_user_s (source_channel_user_ms is there: another unit)") == true)
    }

    @Test func laterVersionsAreNamed() throws {
        let later = try read(Self.text([Self.row("a", version: 99)]))
        #expect(later.warnings.count == 1)
        #expect(later.warnings[0].contains("line 2: schema_version 99 is of a later version"))
    }

    @Test func figuresBeyondAllMeasure() {
        var huge = Self.row("a")
        huge[RunColumns.time.totalMs] = 1e300
        #expect(message(Self.text([huge]))?.contains("is more than can be measured") == true)
    }

    @Test func rowsThatNoRunWrote() {
        var negative = Self.row("b")
        negative[RunColumns.time.downtimeMs] = -0.5
        let place = { (column: Column) in
            (RunColumns.all.firstIndex(of: column) ?? 0) + 1
        }
        #expect(
            message(Self.text([Self.row("a"), negative]))
                == "line 3, column \(place(RunColumns.time.downtimeMs.column)) (downtime_ms): "
                + "-0.5 ms cannot be below zero")
        #expect(
            message(Self.text([Self.row("a"), Self.row("b"), Self.row("a")]))
                == "line 4, column 3 (run_id): 'a' stands in line 2 too")
        var odd = Self.row("a")
        odd[RunColumns.outcome.status] = "great"
        #expect(message(Self.text([odd]))?.contains("(status): 'great' is no status") == true)
        for (column, words) in [
            (RunColumns.time.totalMs.column, "(total_ms): 0 ms: no run completes in no time"),
            (RunColumns.case.memoryBytes.column, "(memory_bytes): no guest has 0 bytes of memory"),
        ] {
            var row = Self.row("b")
            row[column] = column.kind == .integer ? .integer(0) : .decimal(0)
            let expected = "line 3, column \(place(column)) \(words)"
            #expect(message(Self.text([Self.row("a"), row])) == expected)
        }
        var nothing = Self.row("b")
        nothing[RunColumns.case.transport] = nil
        #expect(
            message(Self.text([Self.row("a"), nothing]))
                == "line 3, column \(place(RunColumns.case.transport.column)) (transport): "
                + "no transport")
        var long = Self.row("b")
        long[RunColumns.time.downtimeMs] = 100.5
        #expect(
            message(Self.text([Self.row("a"), long]))
                == "line 3, column \(place(RunColumns.time.downtimeMs.column)) (downtime_ms): "
                + "100.5 ms is more than all of the run, 100.0 ms")
        #expect(message(Self.text([Row()]))?.contains("(schema_version): no schema") == true)
    }

    @Test func settingsBelowZero() {
        var row = Self.row("a")
        row[RunColumns.case.vcpus] = -4
        #expect(
            message(Self.text([row]))?.hasSuffix("(vcpus): -4.0 cannot be below zero") == true)
        row = Self.row("a")
        row[RunColumns.case.dirtyRateTargetMiBS] = -64
        #expect(
            message(Self.text([row]))?.hasSuffix(
                "(dirty_rate_target_mib_s): -64.0 MiB/s cannot be below zero") == true)
    }

    /// A number that no Swift integer holds is no absent one.
    @Test(arguments: [
        RunColumns.case.memoryBytes.column, RunColumns.case.vcpus.column,
        RunColumns.case.channels.column, RunColumns.amount.sentBytes.column,
        RunColumns.order.seed.column,
    ])
    func integersBeyond64Bits(column: Column) throws {
        for value: Int128 in [99_999_999_999_999_999_999, -99_999_999_999_999_999_999] {
            var row = Self.row("a")
            row[column] = .integer(value)
            let place = try #require(RunColumns.all.firstIndex(of: column)) + 1
            #expect(
                message(Self.text([row]))?.hasPrefix(
                    "line 2, column \(place) (\(column.name)): \(value) is not between ") == true)
        }
        var row = Self.row("a")
        row[column] = .integer(column.integers.upperBound)
        #expect(try read(Self.text([row])).rows[0][column] == row[column])
    }

    /// The blackout spans two clocks, and CPU is less what the idle host would have used.
    @Test func someFiguresMayBeNegative() throws {
        var row = Self.row("a")
        row[RunColumns.time.guestBlackoutMs] = -0.01
        row[RunColumns.time.clockUncertaintyUs] = 10
        row[RunColumns.totalCPU.cpuSPerGiB] = -0.2
        // Ticks may give the guest more than the host had.
        row[RunColumns.cpu(.source).hostBaselineBusyS] = -0.002
        let suite = try read(Self.text([row]))
        #expect(suite.rows == [row])
        #expect(suite.warnings.isEmpty)
    }

    @Test func oddFiguresAreNamed() throws {
        var rows = ["a", "b", "c", "d"].map { Self.row($0) }
        rows[1][RunColumns.time.totalMs] = nil
        rows[2][RunColumns.time.totalMs] = nil
        rows[3][RunColumns.time.guestBlackoutMs] = -0.02
        rows[3][RunColumns.time.clockUncertaintyUs] = 10
        let warnings = try read(Self.text(rows)).warnings
        #expect(warnings.count == 2)
        #expect(
            warnings.first?.hasSuffix("(total_ms): a completed run without total_ms, and 1 more")
                == true, "\(warnings)")
        #expect(warnings.first?.contains("runs.csv: line 3, column ") == true)
        #expect(
            warnings.last?.contains("line 5, column ") == true
                && warnings.last?.contains("(guest_blackout_ms): further below zero") == true)
    }

    @Test func versionsThatAreNone() {
        let text = Self.text([Self.row("a")])
        let version = "\r\n\(RunColumns.schemaVersion),"
        for (number, words) in [
            ("0", "0 is no schema version"),
            ("99999999999999999999", "(schema_version): 99999999999999999999 is not between"),
        ] {
            #expect(
                message(text.replacing(version, with: "\r\n\(number),"))?.contains(words) == true)
        }
    }

    @Test func otherUnitsAreNamed() {
        let text = Self.text([Self.row("a")])
        let other = text.replacing("total_ms", with: "total_s")
        #expect(
            message(other)
                == "not a table of results: line 1: no column total_ms "
                + "(total_s is there: another unit)")
    }

    @Test func whatIsNoTable() {
        for text in ["", "<html>\n<body>\n", "\u{1}\u{2}\n", "a;b;c\n1;2;3\n"] {
            #expect(message(text)?.hasPrefix("not a table of results") == true)
        }
        #expect(message("\u{0}\u{1}\n") == "line 1, column 1: a NUL byte")
    }
}
