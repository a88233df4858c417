import Results
import Testing

@testable import Presentation

@Suite struct WinnersPlotTests {
    private typealias Samples = PlotSamples
    static let gib = 1 << 30

    /// Three rates by two sizes: one way wins, none does, none converges, one alone does.
    static var rows: [Row] {
        var rows: [Row] = []
        let add = { (transport: String, rate: Double, memory: Int, total: Double?) in
            for index in 0..<6 {
                rows.append(
                    Samples.run(
                        "r\(rows.count)", transport, rate: rate, memory: memory,
                        status: total == nil ? .notConverged : .completed,
                        total: total.map { $0 * (1 + 0.004 * Double((index * 5 + 2) % 6)) }))
            }
        }
        add("null", 1024, gib, 1)
        for (transport, small, large) in [("tcp", 100.0, 800.0), ("rdma-pin-all", 120, 600)] {
            add(transport, 1024, gib, small)
            add(transport, 1024, 8 * gib, large)
        }
        add("tcp", 4096, gib, 200)
        add("rdma-pin-all", 4096, gib, 200)
        add("tcp", 4096, 8 * gib, nil)
        add("rdma-pin-all", 4096, 8 * gib, 900)
        add("tcp", 16384, gib, nil)
        add("rdma-pin-all", 16384, gib, nil)
        return rows
    }

    @Test func cellsSayWhoWins() throws {
        let folder = try PlotFolder()
        let suite = try folder.suite("map", Self.rows)
        let source = PlotSource([suite], metrics: [RunColumns.time.totalMs.column])
        let picture = try Plot.winners.pictures(of: source)[0]
        let data = try PlotData(picture)
        let cell = { (x: Int, y: Int) in
            data.rows.first { $0["x"] == "\(x)" && $0["y"] == "\(y)" }
        }
        #expect(cell(0, 0)?["outcome"] == "winner" && cell(0, 0)?["transport"] == "tcp")
        #expect(cell(0, 1)?["outcome"] == "winner")
        #expect(cell(0, 1)?["transport"] == "rdma-pin-all")
        #expect(cell(0, 1)?["memory_bytes"] == "\(8 * Self.gib)")
        let lead = cell(0, 1).flatMap { $0["lead_percent"] }.flatMap { Double($0) }
        #expect(lead.map { abs($0 - 25) < 1e-9 } == true)
        #expect(cell(1, 0)?["outcome"] == "unclear" && cell(1, 0)?["lead_percent"] == "")
        #expect(cell(1, 1)?["outcome"] == "alone" && cell(1, 1)?["transport"] == "rdma-pin-all")
        #expect(cell(1, 1)?["not_converged_runs"] == "6" && cell(1, 1)?["runs"] == "12")
        #expect(cell(2, 0)?["outcome"] == "not converged" && cell(2, 0)?["n_most"] == "")
        #expect(picture.script.contains("'everywhere: no bandwidth limit'"))
        // Nobody ran it: no cell.
        #expect(cell(2, 1) == nil)
        #expect(data.rows.count == 5)
    }

    /// Five runs carry six cells with two ways each, not seven.
    @Test func allCellsAreJudgedTogether() throws {
        func picture(_ cells: Int) throws -> Picture {
            let rows = (1...cells).flatMap { (rate: Int) -> [Row] in
                [("tcp", 100.0), ("rdma-pin-all", 50)].flatMap { (name, total) -> [Row] in
                    (0..<5).map { (index: Int) -> Row in
                        Samples.run(
                            "\(rate)\(name)\(index)", name, rate: Double(rate),
                            total: total + Double(index))
                    }
                }
            }
            return try Plot.winners.pictures(of: Samples.source(rows))[0]
        }
        func outcomes(_ cells: Int) throws -> Set<String?> {
            Set(try PlotData(picture(cells)).rows.map { $0["outcome"] })
        }
        #expect(try outcomes(6) == ["winner"])
        #expect(try outcomes(7) == ["unclear"])
        let words = "5 runs of each make nothing clear in so many: it takes 6"
        #expect(try !picture(6).note.contains(words))
        #expect(try picture(7).note.contains(words))
    }

    /// Where memory is the same, what the link was limited to stands in its place.
    @Test func linkRatesStandForSizes() throws {
        let limits: [Double] = [1000, 10_000]
        let rows = limits.flatMap { limit -> [Row] in
            ["tcp", "multifd"].flatMap { (name: String) -> [Row] in
                (0..<5).map { index -> Row in
                    Samples.run("\(limit)\(name)\(index)", name, total: 100) {
                        $0[RunColumns.case.maxBandwidthMbps] = limit
                    }
                }
            }
        }
        let picture = try Plot.winners.pictures(of: Samples.source(rows))[0]
        #expect(try PlotData(picture).figures("max_bandwidth_mbps") == [1000, 10_000])
        #expect(picture.script.contains("'10.0 Gb/s'"))
        #expect(picture.script.contains("'link limit'"))
    }

    @Test func oneCellIsNoMap() {
        let error = #expect(throws: PlotError.self) {
            try Plot.winners.pictures(of: Samples.source([Samples.run("1")]))
        }
        #expect(error?.description.contains("no workload was run at several") == true)
    }

    /// Workloads are maps of their own.
    @Test func workloadsAreNotMixed() throws {
        let rows = ["hotset", "uniform"].flatMap { (workload: String) -> [Row] in
            [64.0, 128].map { (rate: Double) -> Row in
                Samples.run("\(workload)\(rate)", workload: workload, rate: rate)
            }
        }
        let pictures = try Plot.winners.pictures(of: Samples.source(rows))
        #expect(pictures.map(\.name) == ["winners", "winners-2"])
        #expect(pictures[0].script.contains("'Who wins where: hotset'"))
    }
}
