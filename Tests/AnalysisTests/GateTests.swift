import Results
import Scenarios
import Testing

@testable import Analysis

@Suite struct GateTests {
    private let rules = GateRules(rules: [
        .init(metric: RunColumns.time.totalMs.column, maximumRegression: 0.05)
    ])

    private func gate(
        _ before: [Row], _ after: [Row], _ rules: GateRules? = nil
    ) -> Gate {
        Gate(
            baseline: MadeUpSuite.suite(before), current: MadeUpSuite.suite(after),
            rules ?? self.rules)
    }

    @Test(arguments: [
        (100.0, Gate.Verdict.passed), (103, .passed), (110, .regression), (80, .passed),
    ])
    func limits(total: Double, expected: Gate.Verdict) {
        let found = gate(MadeUpSuite.rows(), MadeUpSuite.rows(total: total, seed: 2))
        #expect(found.verdict == expected)
        #expect(found.checks.count == 1)
    }

    @Test func higherIsBetterFails() {
        let bandwidth = GateRules(rules: [
            .init(metric: RunColumns.amount.bandwidthMbps.column, maximumRegression: 0.05)
        ])
        #expect(
            gate(MadeUpSuite.rows(), MadeUpSuite.rows(total: 120), bandwidth).verdict
                == .regression)
        #expect(gate(MadeUpSuite.rows(), MadeUpSuite.rows(total: 80), bandwidth).verdict == .passed)
    }

    /// Both limits must be passed.
    @Test func smallAbsoluteChangesPass() {
        var rules = rules
        rules.rules[0].maximumAbsolute = 20
        #expect(gate(MadeUpSuite.rows(), MadeUpSuite.rows(total: 115), rules).verdict == .passed)
        #expect(
            gate(MadeUpSuite.rows(), MadeUpSuite.rows(total: 125), rules).verdict == .regression)
    }

    @Test func whatIsNotClearIsInconclusive() {
        func rows(_ totals: [Double]) -> [Row] {
            zip(MadeUpSuite.rows(runs: totals.count), totals).map { row, total in
                var row = row
                row[RunColumns.time.totalMs] = total
                return row
            }
        }
        let wide = gate(rows([80, 90, 100, 110, 120, 130]), rows([88, 104, 118, 126, 130, 92]))
        #expect(wide.verdict == .inconclusive)
        #expect(wide.checks[0].reason == "not clear")
    }

    @Test func tooFewRunsAreInconclusive() {
        let few = gate(MadeUpSuite.rows(), MadeUpSuite.rows(runs: 4, total: 200))
        #expect(few.verdict == .inconclusive)
        #expect(few.checks[0].reason == "12 and 4 runs, 5 needed")
    }

    @Test func missingCasesAreInconclusive() {
        let found = gate(MadeUpSuite.rows() + MadeUpSuite.rows("multifd"), MadeUpSuite.rows())
        #expect(found.verdict == .inconclusive)
        #expect(
            found.checks.map(\.verdict).sorted { $0.rawValue < $1.rawValue } == [
                .inconclusive, .passed,
            ])
        let new = gate(MadeUpSuite.rows(), MadeUpSuite.rows() + MadeUpSuite.rows("multifd"))
        #expect(new.verdict == .passed)
        #expect(new.newCases.count == 1)
    }

    @Test(arguments: [
        (RunStatus.corrupt, Gate.Verdict.broken), (.failed, .broken),
        (.notConverged, .inconclusive), (.skipped, .inconclusive),
    ])
    func runsThatDidNotComplete(status: RunStatus, expected: Gate.Verdict) {
        let bad = MadeUpSuite.rows(runs: 1, status: status)
        #expect(gate(MadeUpSuite.rows(), MadeUpSuite.rows() + bad).verdict == expected)
        // What never converged is no news; what broke always is.
        let same = gate(MadeUpSuite.rows() + bad, MadeUpSuite.rows() + bad).verdict
        #expect(same == (expected == .broken ? .broken : .passed))
    }

    @Test func theLastRuleThatFitsCounts() throws {
        var rules = rules
        rules.rules.append(
            .init(
                metric: RunColumns.time.totalMs.column, maximumRegression: 0.5,
                conditions: [try RowFilter(parsing: "transport=tcp")]))
        #expect(gate(MadeUpSuite.rows(), MadeUpSuite.rows(total: 120), rules).verdict == .passed)
        let other = gate(
            MadeUpSuite.rows("multifd"), MadeUpSuite.rows("multifd", total: 120), rules)
        #expect(other.verdict == .regression)
    }

    @Test func nothingToCheckIsInconclusive() {
        #expect(gate([], []).verdict == .inconclusive)
        #expect(gate(MadeUpSuite.rows(), []).verdict == .inconclusive)
    }

    /// Five runs a side carry six lines: eight other transports would hide this one.
    @Test func onlyRuledLinesAreJudgedTogether() throws {
        var rules = rules
        rules.rules[0].conditions = [try RowFilter(parsing: "transport=tcp")]
        let others = (1...8).flatMap { MadeUpSuite.rows("multifd", channels: $0, runs: 5) }
        let found = gate(
            others + MadeUpSuite.rows(runs: 5),
            others + MadeUpSuite.rows(runs: 5, total: 150, seed: 2), rules)
        #expect(found.checks.map(\.verdict) == [.regression])
    }

    @Test func rulesThatFitNothingAreNamed() throws {
        var rules = rules
        rules.rules.append(
            .init(
                metric: RunColumns.time.totalMs.column, maximumRegression: 0.5,
                conditions: [try RowFilter(parsing: "transport=rsocket")]))
        #expect(gate(MadeUpSuite.rows(), MadeUpSuite.rows(), rules).unusedRules == [2])
        #expect(gate(MadeUpSuite.rows(), MadeUpSuite.rows(), .standard).unusedRules.isEmpty)
    }

    /// A limit of 5 % is reached 5 % away from the baseline, whichever way is worse.
    @Test(arguments: [
        (RunColumns.time.totalMs.column, 105.0, 105.01),
        (RunColumns.amount.bandwidthMbps.column, 95, 94.99),
    ])
    func theLimitIsAShareOfTheBaseline(metric: Column, within: Double, beyond: Double) {
        let rule = GateRules.Rule(metric: metric, maximumRegression: 0.05)
        #expect(!rule.isExceeded(100, within))
        #expect(rule.isExceeded(100, beyond))
        #expect(!rule.isExceeded(100, 100))
    }

    /// What was nothing has no ratio: the test and the absolute limit decide.
    @Test(arguments: [
        (0, 0.0, Gate.Verdict.passed), (9, 0, .regression), (9, 20, .passed),
    ])
    func aBaselineOfZeroCanRegress(now: Int, absolute: Double, expected: Gate.Verdict) {
        func rows(_ fallbacks: Int) -> [Row] {
            MadeUpSuite.rows().enumerated().map { index, row in
                var row = row
                row[RunColumns.amount.zeroCopyFallbacks] = fallbacks > 0 ? fallbacks + index : 0
                return row
            }
        }
        let rules = GateRules(rules: [
            .init(
                metric: RunColumns.amount.zeroCopyFallbacks.column, maximumRegression: 0.05,
                maximumAbsolute: absolute)
        ])
        let found = gate(rows(0), rows(now), rules)
        #expect(found.verdict == expected)
        #expect(found.checks.map { $0.comparison?.ratio } == [nil])
    }

    /// Five runs a side carry six lines: a gate over seven lets an improvement pass, but does not
    /// see it.
    @Test func selfTestWantsAnImprovementSeen() {
        let rows = (1...7).flatMap { MadeUpSuite.rows("multifd", channels: $0, runs: 5) }
        let part = GateSelfTest(MadeUpSuite.suite(rows), rules).parts[2]
        #expect(part.found == .passed)
        #expect(!part.isProven)
        #expect(part.checks == .init(word: "better", count: 0, of: 7))
        let unseen = GateSelfTest(MadeUpSuite.suite(rows), rules).misses.filter {
            $0.kind == .improvementNotSeen
        }
        #expect(unseen.map { $0.check.example[RunColumns.case.channels] } == Array(1...7))
        // 2 of C(10, 5) orders are 1/126, more than 0.05 / 7; of C(12, 6) they are 1/462.
        let why = GateSelfTest.Reason.tooFewForHolm(
            runs: 5, leastP: 1.0 / 126, checks: 7, limit: 0.05 / 7, needed: 6)
        #expect(unseen.allSatisfy { $0.reason == why }, "\(unseen.map(\.reason))")
        let fewer = GateSelfTest(MadeUpSuite.suite(Array(rows[..<30])), rules)
        #expect(fewer.parts[2].isProven)
        #expect(fewer.isProven)
    }

    /// A metric that is nothing throughout cannot be made worse by multiplying it.
    @Test func selfTestLeavesOutWhatIsNothing() {
        var both = rules
        both.rules.append(
            .init(
                metric: RunColumns.amount.zeroCopyFallbacks.column, maximumRegression: 0.05))
        let rows = MadeUpSuite.rows().map { row in
            var row = row
            row[RunColumns.amount.zeroCopyFallbacks] = 0
            return row
        }
        let test = GateSelfTest(MadeUpSuite.suite(rows), both)
        #expect(test.isProven, "\(test.parts)")
        #expect(test.caught.last == .init(regression: 4, caught: 1, of: 1))
    }

    @Test func selfTestProvesTheGate() {
        let suite = MadeUpSuite.suite(
            MadeUpSuite.rows() + MadeUpSuite.rows("multifd", channels: 4, total: 80))
        let test = GateSelfTest(suite, rules)
        #expect(test.isProven, "\(test.parts)")
        #expect(test.parts.count == 5)
        #expect(test.caught.last == .init(regression: 4, caught: 2, of: 2))
        #expect(test.parts[1].checks == .init(word: "worse", count: 2, of: 2))
        #expect(test.parts[2].checks == .init(word: "better", count: 2, of: 2))
        #expect(test.caught.first == .init(regression: 0.06, caught: 2, of: 2))
        // Three runs cannot carry a word, and the test says so.
        #expect(test.misses.isEmpty)
        let few = GateSelfTest(MadeUpSuite.suite(MadeUpSuite.rows(runs: 3)), rules)
        #expect(!few.isProven)
        #expect(few.misses.map(\.kind).contains(.regressionNotCaught))
        #expect(few.misses.allSatisfy { $0.reason == .tooFewForRules(runs: 3, needed: 5) })
    }

    /// Runs that lie a hundredfold apart hide what is five times as bad, however many they are.
    @Test func selfTestNamesNoise() throws {
        let rows = MadeUpSuite.rows().enumerated().map { index, row in
            var row = row
            row[RunColumns.time.totalMs] = index % 2 == 0 ? 1 : 100
            return row
        }
        let test = GateSelfTest(MadeUpSuite.suite(rows), rules)
        let miss = try #require(test.misses.first { $0.kind == .regressionNotCaught })
        guard case .noise(12, let spread?, 1, 100, _) = miss.reason else {
            Issue.record("\(miss.reason)")
            return
        }
        // The quartiles are 1 and 100, the median 50.5.
        #expect(abs(spread - 49.5 / 50.5) < 1e-9)
    }

    /// At a limit itself it is rounding that decides: such a size proves nothing.
    @Test func selfTestStaysAboveTheLimits() {
        var even = rules
        even.rules[0].maximumRegression = GateSelfTest.sizes[0]
        let test = GateSelfTest(MadeUpSuite.suite(MadeUpSuite.rows()), even)
        #expect(test.caught.map(\.of) == [0, 1, 1, 1, 1, 1])
    }

    @Test func rulesFromAFile() throws {
        let rules = try GateRulesFile.decode(
            """
            minimum_repetitions: 8
            minimum_effect: 3%
            rules:
              - {metric: total_ms, max_regression: 5%}
              - metric: downtime_ms
                max_regression: 10 %
                max_absolute: 1.5
                where: [workload=hotset, "transport=tcp,multifd"]
            """, file: "rules.yml")
        #expect(rules.minimumRepetitions == 8)
        #expect(rules.clarity.minimumEffect == 0.03)
        #expect(rules.rules.map(\.metric.name) == ["total_ms", "downtime_ms"])
        #expect(rules.rules.map(\.maximumRegression) == [0.05, 0.1])
        #expect(rules.rules.map(\.maximumAbsolute) == [0, 1.5])
        #expect(rules.rules[1].conditions.map(\.column.name) == ["workload", "transport"])
    }

    @Test(arguments: [
        (
            "rules: [{metric: totl_ms, max_regression: 5%}]",
            "r:1:18: unknown metric \"totl_ms\"; did you mean \"total_ms\"?"
        ),
        ("rules: [{metric: total_ms}]", "r:1:9: rules[0] has no max_regression"),
        ("rules: [{metric: total_ms, max_regression: 5}]", "r:1:44: \"5\" is not a percentage"),
        ("rules: [{metric: total_ms, max_regresion: 5%}]", "did you mean \"max_regression\"?"),
        ("rules: []", "r:1:8: no rule at all"),
        ("ruls: []", "did you mean \"rules\"?"),
        ("", "r: holds no rules"),
        (
            "minimum_repetitions: 2\nrules: [{metric: total_ms, max_regression: 5%}]",
            "r:1:22: \"2\" is no number of repetitions"
        ),
        (
            "rules: [{metric: total_ms, max_regression: 5%, where: worklod=x}]",
            "did you mean \"workload\"?"
        ),
        (
            "rules: [{metric: total_ms, max_regression: 5%, max_absolute: -1}]",
            "\"-1\" is no amount"
        ),
        (
            "rules:\n  - {metric: total_ms, max_regression: 1%}",
            "r:2:40: a change of 1% is too small for a word; allowed: 2%, the minimum_effect, or "
                + "more"
        ),
        (
            "minimum_effect: 6%\nrules: [{metric: total_ms, max_regression: 5%}]",
            "r:2:44: a change of 5% is too small"
        ),
        (
            "rules: [{metric: bandwidth_mbps, max_regression: 100%}]",
            "r:1:50: bandwidth_mbps cannot fall by more than all of it"
        ),
        ("rules: [", "not YAML"),
    ])
    func wrongFiles(text: String, words: String) {
        let error = #expect(throws: ScenarioErrors.self) {
            try GateRulesFile.decode(text, file: "r")
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
