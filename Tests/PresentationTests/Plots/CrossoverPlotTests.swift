import Foundation
import Results
import Testing

@testable import Presentation

@Suite struct CrossoverPlotTests {
    private typealias Samples = PlotSamples
    private static let gib = 1 << 30

    /// TCP carries 1 GiB/s; RDMA 2 GiB/s after 1 s of setup: at rest equal at 2 GiB.
    static func rows(workload: String = "idle", ceiling: Double? = nil) -> [Row] {
        [("tcp", 1.0, 0.0), ("rdma-dynamic", 2, 1)].flatMap { name, pace, setup -> [Row] in
            [1, 8].flatMap { (size: Int) -> [Row] in
                (0..<6).map { (index: Int) -> Row in
                    let noise = 1 + 0.002 * Double((index * 5) % 6)
                    let sending = Double(size) / pace * noise
                    return Samples.run(
                        "\(name)-\(size)-\(index)", name, workload: workload,
                        rate: workload == "idle" ? 0 : 64, memory: size * gib,
                        total: (setup + sending) * 1000 + 5, downtime: 305
                    ) {
                        $0[RunColumns.time.setupMs] = setup * 1000
                        $0[RunColumns.time.downtimeLastRoundMs] = 300
                        $0[RunColumns.amount.sentBytes] = size * gib
                        $0[RunColumns.totalCPU.cpuSPerGiB] = 1 / pace
                        $0[RunColumns.amount.linkCeilingMbps] = ceiling
                    }
                }
            }
        }
    }

    @Test func cellsSayWhoIsBestAndWhereNobodyLooked() throws {
        let picture = try Plot.crossover.pictures(of: Samples.source(Self.rows()))[0]
        let data = try PlotData(picture)
        let total = data.rows.filter { $0["metric"] == "total" }
        #expect(
            total.map { $0["memory_bytes"].flatMap(Double.init).map { $0 / Double(Self.gib) } }
                == [0.0625, 0.25, 1, 8, 32, 128])
        #expect(
            total.map { $0["transport"] } == [
                "tcp", "tcp", "tcp", "rdma-dynamic", "rdma-dynamic", "rdma-dynamic",
            ])
        #expect(
            total.map { $0["region"] } == [
                "beyond", "beyond", "measured", "measured", "beyond", "beyond",
            ])
        #expect(total.allSatisfy { $0["outcome"] == "best" })
        // 32 GiB: 32.005 s against 1 + 16.005 s.
        let lead = try #require(total[4]["lead_percent"].flatMap { Double($0) })
        #expect(abs(lead - (1 - 17.005 / 32.005) * 100) < 1)
        #expect(Set(data.rows.map { $0["metric"] }) == ["total", "downtime", "cpu"])
        // Told apart without colour.
        #expect(picture.script.contains("'extrapolated'") && picture.script.contains("pattern 4"))
        #expect(picture.script.contains("'A tcp'") && picture.script.contains("'B rdma-dynamic'"))
        // The legend has what stands in the map: here each cell has one winner.
        for sign in ["some socket transport", "some RDMA transport", "precopy ends for none"] {
            #expect(!picture.script.contains(sign))
        }
    }

    /// At 8 GiB TCP takes a third of what its bandwidth at 1 GiB says, so that the model is off by more
    /// than the ways are apart at large sizes: there nothing is named, and the legend says why.
    @Test func whatTheModelsErrorCouldTurnIsNotNamed() throws {
        let rows = Self.rows().map { row in
            var row = row
            if row[RunColumns.case.memoryBytes] == 8 * Self.gib,
                row[RunColumns.case.transport] == "tcp"
            {
                row[RunColumns.time.totalMs] = (row[RunColumns.time.totalMs] ?? 0) / 3
            }
            return row
        }
        let picture = try Plot.crossover.pictures(of: Samples.source(rows))[0]
        let total = try PlotData(picture).rows.filter { $0["metric"] == "total" }
        #expect(
            total.map { $0["outcome"] } == [
                "best", "best", "best", "best", "unclear", "unclear",
            ])
        #expect(total[2...3].map { $0["transport"] } == ["tcp", "tcp"])
        #expect(picture.script.contains("'nothing clear: noise, or the model"))
        #expect(picture.note.contains { $0.contains("at what it had not seen, up to ") })
    }

    /// A letter that stands in no cell stands in no legend.
    @Test func legendsHaveTheLettersOfTheMap() throws {
        let rows = Self.rows().filter {
            $0[RunColumns.case.transport] == "tcp" || $0[RunColumns.case.memoryBytes] == Self.gib
        }.map { row in
            var row = row
            if row[RunColumns.case.transport] != "tcp" {
                row[RunColumns.totalCPU.cpuSPerGiB] = 4
            }
            return row
        }
        let picture = try Plot.crossover.pictures(of: Samples.source(rows))[0]
        #expect(picture.script.contains("'A tcp'"))
        #expect(!picture.script.contains("'B rdma-dynamic'"))
        #expect(picture.note.contains("took part and is named nowhere: rdma-dynamic"))
    }

    @Test func aKnownLinkHasAMapOfItsOwn() throws {
        let rows = Self.rows(ceiling: 20_000)
        let pictures = try Plot.crossover.pictures(of: Samples.source(rows))
        #expect(pictures.map(\.name) == ["crossover", "crossover-2"])
        #expect(try PlotData(pictures[1]).figures("link_gb_s").contains(20))
        let limits = "downtime limit 300 ms, no bandwidth limit"
        #expect(pictures[0].script.contains("'everywhere: link 20.0 Gb/s, \(limits)'"))
        // Of a guest that writes, the map by link rate has one dirty rate.
        let writing = try Plot.crossover.pictures(
            of: Samples.source(Self.rows(workload: "uniform", ceiling: 20_000)))
        #expect(writing[1].script.contains("'everywhere: 64 MiB/s dirtied, \(limits)'"))
    }

    /// At 8 GiB and 512 MiB/s each run gave up, though by the model all end: that stands in the map, as
    /// all that was measured does.
    @Test func runsOverruleTheModel() throws {
        let rows =
            Self.rows(workload: "uniform")
            + Self.rows(workload: "uniform").map { row in
                var row = row
                row[RunColumns.identity.runID] = "fast-" + (row[RunColumns.identity.runID] ?? "")
                row[RunColumns.case.dirtyRateTargetMiBS] = 512
                if row[RunColumns.case.memoryBytes] == 8 * Self.gib {
                    row[RunColumns.outcome.status] = RunStatus.notConverged.rawValue
                }
                return row
            }
        let picture = try Plot.crossover.pictures(of: Samples.source(rows))[0]
        let cells = try PlotData(picture).rows.filter { $0["metric"] == "total" }
        let cell = { (rate: String, memory: Int) in
            cells.first {
                $0["dirty_rate_mib_s"] == rate && $0["memory_bytes"] == "\(Double(memory))"
            }
        }
        let large = try #require(cell("512.0", 8 * Self.gib))
        #expect(large["outcome"] == "endless" && large["by"] == "runs")
        let small = try #require(cell("512.0", Self.gib))
        #expect(small["outcome"] != "endless" && small["by"] == "runs")
        #expect(cells.allSatisfy { ($0["by"] == "runs") == ($0["region"] == "measured") })
    }

    @Test func whatNobodyKnowsIsNoMap() throws {
        let rows = Self.rows(workload: "trace")
        let error = #expect(throws: PlotError.self) {
            try Plot.crossover.pictures(of: Samples.source(rows))
        }
        #expect(error?.description.contains("do not say where the guest writes") == true)
        #expect(throws: PlotError.self) {
            try Plot.crossover.pictures(of: Samples.source([Samples.run("1", "null")]))
        }
    }
}

@Suite struct MapsOfReferencesTests {
    /// Two pictures of one page: a measured cell has the same name in both.
    @Test func measuredCellsHaveTheNamesOfTheWinners() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let suite = try RecordedSuite(root.appending(path: "results/reference-map").path)
        let source = PlotSource(
            [suite],
            metrics: [
                RunColumns.time.totalMs, RunColumns.time.downtimeMs,
                RunColumns.time.guestBlackoutMs, RunColumns.totalCPU.cpuSPerGiB,
            ].map(\.column))
        func named(_ plot: Plot, _ metric: String, _ outcome: String) throws -> Set<[String]> {
            let rows = try PlotData(plot.pictures(of: source)[0]).rows.filter {
                $0["metric"] == metric && $0["outcome"] == outcome && $0["by"] != "model"
            }
            let columns = ["dirty_rate_mib_s", "memory_bytes", "transport"]
            return Set(
                rows.map { row in columns.map { (row[$0] ?? "").replacing(".0", with: "") } })
        }
        for (metric, figure) in [("total_ms", "total"), ("downtime_ms", "downtime")] {
            let winners = try named(.winners, metric, "winner")
            let cells = try named(.crossover, figure, "best")
            #expect(!winners.isEmpty && winners == cells, "\(winners) and \(cells)")
        }
    }
}
