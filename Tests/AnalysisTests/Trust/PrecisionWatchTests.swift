import Migration
import Results
import Scenarios
import Testing

@testable import Analysis

/// The stopping rule, with figures whose noise is known.
@Suite struct PrecisionWatchTests {
    private func plan(
        _ transports: String = "[null, tcp, {name: multifd, channels: 2}]", repetitions: Int = 5
    ) throws -> RunPlan {
        let text = """
            name: noise
            repetitions: \(repetitions)
            stop: {within: 5%, at_most: 60}
            seed: 3
            matrix: {transport: \(transports), workload: idle, memory: 16MiB}
            """
        return try RunPlan(ScenarioFile.decode(text, file: "noise.yml"))
    }

    private func watch(_ plan: RunPlan) throws -> PrecisionWatch {
        PrecisionWatch(try #require(plan.scenario.stop), repetitions: plan.scenario.repetitions)
    }

    private func row(_ spec: CaseSpec, total: Double, _ status: RunStatus = .completed) -> Row {
        var row = Row()
        row[RunColumns.case.transport] = spec.migration.transport.rawValue
        row[RunColumns.outcome.status] = status.rawValue
        guard status == .completed else { return row }
        row[RunColumns.time.totalMs] = total
        row[RunColumns.time.downtimeMs] = total / 20
        row[RunColumns.amount.bandwidthMbps] = 1e6 / total
        return row
    }

    /// Plays a plan with normal noise of this spread for each transport; the rows by case.
    private func play(
        _ plan: RunPlan, _ watch: inout PrecisionWatch, seed: UInt64,
        spread: (CaseSpec) -> Double
    ) -> [CaseSpec: [Double]] {
        var generator = SplitMix64(seed: seed)
        var totals: [CaseSpec: [Double]] = [:]
        for run in plan.runs where !run.isWarmup && watch.isNeeded(run) {
            let noise = spread(run.spec) * normalQuantile(generator.nextShare())
            let total = 100 * (1 + noise)
            totals[run.spec, default: []].append(total)
            watch.add(row(run.spec, total: total), of: run.spec)
        }
        return totals
    }

    /// Each case has the runs that its own noise needs; null has no part in it.
    @Test func quietCasesStopAndLoudOnesGoOn() throws {
        let plan = try plan()
        var watch = try watch(plan)
        let totals = play(plan, &watch, seed: 1) { spec in
            switch spec.migration.transport {
            case .tcp: 0.002
            case .multifd: 0.06
            default: 3
            }
        }
        let counts = Dictionary(
            uniqueKeysWithValues: totals.map { ($0.key.migration.transport, $0.value.count) })
        #expect(counts[.tcp] == 5 && counts[.null] == 5, "\(counts)")
        // 1.96 x 1.2533 x 6 % / sqrt(n) is 5 % at n = 9; the interval's own noise moves that.
        #expect((6...40).contains(counts[.multifd] ?? 0), "\(counts)")
        #expect(watch.capped.isEmpty)
        for (spec, totals) in totals where spec.migration.transport != .null {
            let interval = try #require(medianInterval(totals))
            let middle = try #require(median(totals))
            #expect(max(middle - interval.lower, interval.upper - middle) <= 0.05 * middle)
        }
    }

    /// Looking again and again until an interval is narrow costs it little of its coverage.
    @Test func intervalsCoverWhereTheRuleHasStopped() throws {
        let plan = try plan("tcp", repetitions: 10)
        var held = 0
        let trials = 400
        for trial in 0..<trials {
            var watch = try watch(plan)
            let totals = play(plan, &watch, seed: UInt64(1000 + trial)) { _ in 0.06 }
            let interval = try #require(medianInterval(totals.values.first ?? []))
            held += interval.lower <= 100 && 100 <= interval.upper ? 1 : 0
        }
        // docs/measurement.md has 94 %; twice the standard error of a share of 400 is 2.4 %.
        #expect((0.916...0.966).contains(Double(held) / Double(trials)), "\(held)")
    }

    @Test func theCapIsSaid() throws {
        let plan = try plan("tcp")
        var watch = try watch(plan)
        let totals = play(plan, &watch, seed: 2) { _ in 0.5 }
        #expect(totals.values.first?.count == 60)
        #expect(watch.capped.count == 1)
        let words = try #require(watch.capped.first)
        #expect(words.hasPrefix("tcp, idle, 16 MiB: "), "\(words)")
        #expect(words.hasSuffix("after 60 repetitions, not 5 %"), "\(words)")
    }

    /// Of what never completes nothing is ever known; of what sometimes does, a run more may help.
    @Test func runsWithoutFiguresDoNotGoOnForEver() throws {
        let plan = try plan("[tcp, {name: multifd, channels: 2}]")
        var watch = try watch(plan)
        var counts: [CaseSpec: Int] = [:]
        for run in plan.runs where !run.isWarmup && watch.isNeeded(run) {
            let isTCP = run.spec.migration.transport == .tcp
            let status = isTCP || run.block > 2 ? RunStatus.notConverged : .completed
            counts[run.spec, default: 0] += 1
            watch.add(row(run.spec, total: 100, status), of: run.spec)
        }
        let byTransport = Dictionary(
            uniqueKeysWithValues: counts.map { ($0.key.migration.transport, $0.value) })
        #expect(byTransport == [.tcp: 5, .multifd: 60])
        #expect(watch.capped.count == 1)
        #expect(watch.capped[0].contains("of too few runs that completed"), "\(watch.capped)")
    }

    /// A suite that was stopped anywhere goes on to the very runs that it would have had.
    @Test func aSuiteThatGoesOnDecidesTheSame() throws {
        let plan = try plan("[tcp, {name: multifd, channels: 2}]")
        var whole = try watch(plan)
        var rows: [(PlannedRun, Row)] = []
        var generator = SplitMix64(seed: 9)
        for run in plan.runs where !run.isWarmup && whole.isNeeded(run) {
            let total = 100 * (1 + 0.08 * normalQuantile(generator.nextShare()))
            rows.append((run, row(run.spec, total: total)))
            whole.add(rows[rows.count - 1].1, of: run.spec)
        }
        for stop in stride(from: 0, through: rows.count, by: 3) {
            var resumed = try watch(plan)
            for (run, row) in rows.prefix(stop) { resumed.add(row, of: run.spec) }
            var left = rows.dropFirst(stop)
            let done = Set(rows.prefix(stop).map(\.0.position))
            let remaining = plan.remaining(afterDone: done, isNeeded: resumed.isNeeded)
            for run in remaining where !run.isWarmup && resumed.isNeeded(run) {
                let following = left.popFirst()
                let next = try #require(following)
                #expect(next.0 == run)
                resumed.add(next.1, of: run.spec)
            }
            #expect(left.isEmpty)
        }
    }
}
