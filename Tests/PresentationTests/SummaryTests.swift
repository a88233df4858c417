import Foundation
import Presentation
import Results
import Testing

@Suite struct SummaryTests {
    @Test func smallSuite() {
        let expected = """
            idle, 256 MiB          total      downtime        Gb/s   CPU s/GiB
              tcp           90.0 ms ±2 %   850 µs ±2 %   20.0 ±2 %           -
              multifd x4               -             -           -           -
              (multifd x4: 1 of 1 failed)

            hotset, 256 MiB, 64 MiB/s dirtied         total      downtime        Gb/s    CPU s/GiB
              tcp                               126 ms ±2 %   6.1 ms ±2 %   18.1 ±2 %    0.84 ±2 %
              multifd x2                        109 ms ±2 %   4.2 ms ±2 %   21.0 ±2 %    0.88 ±2 %
              multifd x4                        101 ms ±2 %   4.2 ms ±2 %   22.6 ±2 %    0.86 ±2 %
              multifd-zerocopy x4               1.17 s ±2 %             -   1.34 ±2 %            -
              null (harness alone)              5.1 ms ±2 %    60 µs ±2 %    421 ±2 %   0.015 ±2 %
              (multifd-zerocopy x4: the kernel copied in 100 % of zero-copy sends)

            (medians; ± is half the interquartile range in percent of the median)
            30 completed, 25 verified (null discards), 1 failed

            """
        #expect(SummaryReport(SampleRuns.suite.shuffled()).text() == expected)
    }

    /// Five runs carry six comparisons, in however many columns and cases.
    @Test func theStarIsOfTheWholeTable() {
        func rows(_ workloads: [String]) -> [Row] {
            workloads.flatMap { workload in
                SampleRuns.runs("tcp", workload: workload, total: 126)
                    + SampleRuns.runs("multifd", channels: 4, workload: workload, total: 101)
            }
        }
        let names = (1...7).map { "workload-\($0)" }
        let six = SummaryReport(rows(Array(names[..<6])))
        #expect(six.text().matches(of: /multifd x4 +\*101 ms/).count == 6)
        #expect(
            six.text().contains(
                "(* clearly best of the case: p < 0.05 after Holm for the whole table, and 2 % apart)"
            ))
        let marks = six.groups.flatMap(\.transports).map { $0.figures["total_ms"]??.isClearlyBest }
        #expect(marks == (0..<6).flatMap { _ in [false, true] })
        #expect(!SummaryReport(rows(names)).text().contains("*"))
    }

    /// A cost cannot be negative: the reader is told what the figure is instead.
    @Test func aNegativeCostIsExplained() {
        let rows =
            SampleRuns.runs("tcp", total: 100, cpu: -0.12)
            + SampleRuns.runs("multifd", channels: 4, total: 90, cpu: 0.5)
        let text = SummaryReport(rows).text()
        #expect(text.contains("-0.12"))
        #expect(text.contains("(tcp: CPU below zero: a busy host, other work went down)"))
        #expect(!text.contains("(multifd x4: CPU"))
        // What rounds to zero is no negative figure.
        let tiny = SummaryReport(SampleRuns.runs("tcp", total: 100, cpu: -0.0001)).text()
        #expect(!tiny.contains("below zero"))
    }

    /// Runs too short for the kernel's units: five with 0.5 s a GiB of uncertainty each are known
    /// together within 0.5 / sqrt(5) = 0.224.
    @Test func aFigureBelowItsUncertaintyIsABound() throws {
        func text(cpu: Double) throws -> String {
            var rows = SampleRuns.runs("tcp", total: 100, cpu: cpu)
            for index in rows.indices {
                rows[index][RunColumns.amount.sentBytes] = 1 << 30
                rows[index][RunColumns.totalCPU.cpuUncertaintyS] = 0.5
            }
            return SummaryReport(rows).text()
        }
        #expect(try text(cpu: 0.2).contains("< 0.42"))
        #expect(try text(cpu: 0.2).contains("(< such short runs tell no more"))
        #expect(try text(cpu: -0.1).contains("< 0.22"))
        #expect(try text(cpu: 0.3).contains("0.30 ±2 %"))
        #expect(try !text(cpu: 0.3).contains("(<"))
    }

    @Test func nothingToShow() {
        #expect(SummaryReport([]).text() == "0 completed, 0 verified, 0 failed\n")
    }

    /// Everything at its longest, and still no line is too wide.
    @Test func noLineIsTooWide() {
        var rows: [Row] = []
        for (index, base) in SampleRuns.runs(
            "multifd-zerocopy", channels: 255, workload: "sequential", rate: 1023.5,
            total: 300_000, downtime: 9999, mbps: 99_999, cpu: 123.45
        ).enumerated() {
            for limit in [50.0, 300] {
                var row = base
                row[RunColumns.case.memoryBytes] = 1_099_511_627_775
                row[RunColumns.case.downtimeLimitMs] = limit
                row[RunColumns.case.maxBandwidthMbps] = limit * 123
                row[RunColumns.case.prefault] = limit > 100
                row[RunColumns.case.sourceHost] = "host-\(limit).with.a.long.name.example.org"
                row[RunColumns.case.destinationHost] = String(repeating: "x", count: Int(limit))
                row[RunColumns.guest.slowdownPercent] = 12.5 * Double(index)
                rows.append(row)
                row[RunColumns.outcome.status] = RunStatus.notConverged.rawValue
                rows.append(row)
            }
        }
        let lines = SummaryReport(rows).text().split(separator: "\n")
        #expect(lines.contains { $0.contains("slowdown") })
        #expect(lines.contains { $0.contains("5 of 10 not converged") })
        for line in lines { #expect(line.count <= 100, "\(line)") }
    }

    @Test func casesThatDifferInALimitAreNamedSo() {
        var rows = SampleRuns.runs("tcp", total: 100) + SampleRuns.runs("tcp", total: 90)
        for index in rows.indices {
            rows[index][RunColumns.case.downtimeLimitMs] = index < 5 ? 50 : 300
        }
        let text = SummaryReport(rows).text()
        #expect(text.contains("hotset, 256 MiB, 64 MiB/s dirtied, downtime limit 50 ms"))
        #expect(text.contains("hotset, 256 MiB, 64 MiB/s dirtied, downtime limit 300 ms"))
    }

    @Test func nullIsNeverMarked() {
        let rows =
            SampleRuns.runs("null", total: 1) + SampleRuns.runs("tcp", total: 100)
        #expect(!SummaryReport(rows).text().contains("*"))
    }

    @Test func onlyCompletedRunsCount() {
        let rows =
            SampleRuns.runs("tcp", total: 100)
            + (0..<5).map { _ in SampleRuns.row("tcp", status: .corrupt, total: 1) }
        let report = SummaryReport(rows)
        #expect(report.text().contains("100 ms"))
        #expect(report.counts.corrupt == 5)
        #expect(report.groups[0].transports[0].others == ["corrupt": 5])
    }

    @Test func registrationTellsVariantsApart() {
        var rows = SampleRuns.runs("rdma", total: 100)
        for index in rows.indices {
            rows[index][RunColumns.case.registration] = index < 3 ? "pin-all" : "dynamic"
        }
        let text = SummaryReport(rows).text()
        #expect(text.contains("  rdma pin-all  "))
        #expect(text.contains("  rdma dynamic  "))
    }

    /// Ways to use RDMA share a table, each with a line of its own; the device is no case.
    @Test func optionsTellVariantsApart() {
        let changes: [(String, (inout Row) -> Void)] = [
            ("rdma-pin-all", { _ in }),
            (
                "rdma-pin-all event",
                { $0[RunColumns.rdma.completionMode] = "event" }
            ),
            ("rdma-pin-all depth 64", { $0[RunColumns.rdma.queueDepth] = 64 }),
            (
                "rdma-pin-all chunk 32 MiB",
                { $0[RunColumns.case.chunkBytes] = 32 << 20 }
            ),
        ]
        let rows = changes.flatMap { _, change in
            SampleRuns.runs("rdma-pin-all", total: 100).map { row in
                var row = row
                row[RunColumns.case.chunkBytes] = 1 << 20
                row[RunColumns.rdma.queueDepth] = 512
                row[RunColumns.rdma.completionMode] = "poll"
                row[RunColumns.rdma.registrationThreads] = 4
                row[RunColumns.rdma.device] = "rxe0"
                row[RunColumns.rdma.mtuBytes] = 1024
                change(&row)
                return row
            }
        }
        let report = SummaryReport(rows + SampleRuns.runs("tcp", total: 90))
        #expect(report.groups.count == 1)
        #expect(
            report.groups[0].transports.map(\.label)
                == ["tcp", changes[2].0, changes[1].0, changes[0].0, changes[3].0])
        #expect(report.groups[0].transports.allSatisfy { $0.runs == 5 })
    }

    @Test func halfAgainstHalfIsSaidOfBoth() {
        var rows = SampleRuns.runs("rdma-pin-all", total: 100)
        for index in rows.indices {
            rows[index][RunColumns.rdma.completionMode] = index < 3 ? "poll" : "event"
        }
        #expect(
            SummaryReport(rows).groups[0].transports.map(\.label)
                == ["rdma-pin-all event", "rdma-pin-all poll"])
    }

    @Test func everyOptionTellsVariantsApart() {
        let changes: [(inout Row) -> Void] = [
            { $0[RunColumns.rdma.signalInterval] = 1 }, { $0[RunColumns.rdma.writesPerChunk] = 1 },
            { $0[RunColumns.rdma.relaxedOrdering] = true },
            { $0[RunColumns.rdma.registrationThreads] = 1 },
        ]
        for change in changes {
            var rows = SampleRuns.runs("rdma-pin-all", total: 100)
            for index in rows.indices where index < 2 { change(&rows[index]) }
            #expect(SummaryReport(rows).groups[0].transports.map(\.runs).sorted() == [2, 3])
        }
    }

    @Test func hostileTextStaysInItsCell() {
        let text = SummaryReport([SampleRuns.row("tcp\u{1B}[2J\n", total: 1)]).text()
        #expect(!text.contains("\u{1B}"))
    }

    @Test func jsonHasUnitsAndNulls() throws {
        let data = try SummaryReport(SampleRuns.suite).json()
        #expect(try JSONDecoder.snakeCase.decode(SummaryReport.self, from: data).counts.runs == 31)
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let groups = try #require(json["groups"] as? [[String: Any]])
        #expect(groups[0]["workload"] as? String == "idle")
        #expect(groups[0]["memory_bytes"] as? Int == 256 << 20)
        #expect(groups[0]["dirty_rate_target_mib_s"] is NSNull)
        let entries = try #require(groups[1]["transports"] as? [[String: Any]])
        let best = try #require(entries.first { $0["label"] as? String == "multifd x4" })
        let figures = try #require(best["figures"] as? [String: Any])
        let total = try #require(figures["total_ms"] as? [String: Any])
        #expect(total["median"] as? Double == 101)
        #expect(total["is_clearly_best"] as? Bool == false)
        #expect(total["n"] as? Int == 5)
        #expect((total["half_iqr_percent"] as? Double).map { abs($0 - 2) < 1e-9 } == true)
        #expect(figures["slowdown_percent"] is NSNull)
        #expect(best["zero_copy_fallback_percent"] is NSNull)
    }
}

extension JSONDecoder {
    fileprivate static var snakeCase: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
