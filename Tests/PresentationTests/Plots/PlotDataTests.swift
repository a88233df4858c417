import Results
import Testing

@testable import Presentation

/// What pictures of runs are made of, against figures computed by hand.
@Suite struct PlotDataTests {
    private typealias Samples = PlotSamples

    @Test func downtimeIsADistributionOfEachRun() throws {
        let downtimes = [4.0, 1, 3, 2]
        let rows =
            downtimes.enumerated().map { Samples.run("t\($0)", downtime: $1) }
            + [Samples.run("m", "multifd", channels: 2, downtime: 9)]
            + [Samples.run("f", status: .notConverged, downtime: 99)]
        let pictures = try Plot.downtime.pictures(of: Samples.source(rows))
        let data = try PlotData(try #require(pictures.first))
        #expect(try data.figures("downtime_ms", where: ["series": "1"]) == [1, 2, 3, 4])
        #expect(try data.figures("share_percent", where: ["series": "1"]) == [25, 50, 75, 100])
        #expect(try data.figures("downtime_ms", where: ["series": "2"]) == [9])
        #expect(data.rows.map { $0["transport"] }.last == "multifd x2")
        #expect(pictures[0].script.contains("'tcp: 2.50 ms [1.00, 4.00], n 4'"))
        #expect(pictures[0].script.contains("1 of 6 runs did not complete"))
    }

    /// One panel that spans a hundred times and one that does not are read alike; no figure of zero is left out.
    @Test(arguments: [(1.0, 2), (0, 0)])
    func panelsOfDowntimeHaveOneScale(least: Double, logarithmic: Int) throws {
        let rows = [least, 100, 10, 11].enumerated().map { index, downtime in
            Samples.run("\(index)", memory: index < 2 ? 1 << 30 : 2 << 30, downtime: downtime)
        }
        let script = try Plot.downtime.pictures(of: Samples.source(rows))[0].script
        #expect(script.split(separator: "set logscale x").count - 1 == logarithmic)
    }

    @Test func phasesAreStackedAndPinningIsPartOfSetup() throws {
        let rows = [(10.0, 4.0), (20, 6), (30, 8)].enumerated().map { index, figures in
            Samples.run("\(index)", "rdma-pin-all", total: 100, downtime: 5) { row in
                row[RunColumns.time.setupMs] = figures.0
                row[RunColumns.time.pinSourceMs] = figures.1
                row[RunColumns.time.precopyMs] = 70
                row[RunColumns.time.teardownMs] = 7
            }
        }
        let data = try PlotData(Plot.phases.pictures(of: Samples.source(rows))[0])
        #expect(
            data.rows.map { $0["part"] } == [
                "setup", "pinning", "precopy", "downtime", "teardown", "whole",
            ])
        #expect(try data.figures("median_ms") == [14, 6, 70, 5, 7, 100])
        #expect(try data.figures("from_ms").dropLast() == [0, 14, 20, 90, 95])
        #expect(try data.figures("to_ms").dropLast() == [14, 20, 90, 95, 102])
    }

    @Test func whatWasNotMeasuredIsNoPart() throws {
        let data = try PlotData(Plot.phases.pictures(of: Samples.source([Samples.run("1")]))[0])
        #expect(data.rows.map { $0["part"] } == ["whole"])
    }

    /// Too short to have a cost, or with one below what it is known within: parts would be made up.
    @Test(arguments: [nil, 0.5])
    func whatUnitsDoNotTellIsNoPart(perGiB: Double?) throws {
        let rows = cpuRows.map { row in
            var row = row
            row[RunColumns.cpu(.source).hostBaselineBusyS] = 0.01
            row[RunColumns.totalCPU.cpuSPerGiB] = perGiB
            // Of half a GiB each, and three of them: 1.155 a GiB.
            row[RunColumns.totalCPU.cpuUncertaintyS] = 1
            return row
        }
        let data = try PlotData(Plot.cpu.pictures(of: Samples.source(rows, sharedHost: false))[0])
        #expect(data.rows.map { $0["part"] } == (perGiB == nil ? [] : ["whole"]))
        let ends = try data.figures("to_s_per_gib").compactMap(\.self)
        #expect(ends.allSatisfy { abs($0 - (0.5 + 1.1547)) < 1e-3 })
    }

    /// Half a GiB: seconds count twice a GiB.
    private var cpuRows: [Row] {
        [1.0, 2, 3].enumerated().map { index, factor in
            Samples.run("\(index)") { row in
                row[RunColumns.amount.sentBytes] = 512 << 20
                row[RunColumns.case.sourceHost] = "a"
                row[RunColumns.case.destinationHost] = "b"
                for (side, own) in [(Side.source, 1.0), (.destination, 10)] {
                    // Of which ticks saw half.
                    row[RunColumns.cpu(side).hostBusyS] = 1.2 * factor * own
                    row[RunColumns.cpu(side).hostUserS] = 0.1 * factor * own
                    row[RunColumns.cpu(side).hostSystemS] = 0.2 * factor * own
                    row[RunColumns.cpu(side).hostIRQS] = 0
                    row[RunColumns.cpu(side).hostSoftIRQS] = 0.3 * factor * own
                }
                row[RunColumns.totalCPU.cpuSPerGiB] = 20 + factor
            }
        }
    }

    @Test func bothHostsAreStacked() throws {
        let data = try PlotData(
            Plot.cpu.pictures(of: Samples.source(cpuRows, sharedHost: false))[0])
        let parts = data.rows.map { $0["part"] ?? "" }
        #expect(parts.count == 9 && parts[0] == "source_user" && parts[7] == "destination_softirq")
        let medians = try data.figures("median_s_per_gib").map { ($0 ?? -1).rounded(to: 6) }
        #expect(medians == [0.8, 1.6, 0, 2.4, 8, 16, 0, 24, 22])
        let ends = try data.figures("to_s_per_gib").map { ($0 ?? -1).rounded(to: 6) }
        #expect(ends == [0.8, 2.4, 2.4, 4.8, 12.8, 28.8, 28.8, 52.8, 23])
    }

    /// Its figures stand on both sides.
    @Test(arguments: [true, nil])
    func aSharedHostCountsOnce(isKnown: Bool?) throws {
        var rows = cpuRows
        if isKnown == nil {
            for index in rows.indices { rows[index][RunColumns.case.destinationHost] = "a" }
        }
        let data = try PlotData(
            Plot.cpu.pictures(of: Samples.source(rows, sharedHost: isKnown))[0])
        #expect(data.rows.map { $0["part"] } == ["user", "system", "irq", "softirq", "whole"])
    }

    /// What the link carries for a single stream is one figure, and is drawn as well.
    @Test(arguments: [nil, 40_000]) func scalingHasEachTransport(
        ceiling: Double?
    ) throws {
        let rows = [("tcp", 1, 10.0), ("multifd", 8, 80), ("multifd", 2, 20), ("rsocket", 1, 9)]
            .flatMap { name, channels, gigabits in
                (0..<4).map { index in
                    Samples.run("\(name)\(channels)-\(index)", name, channels: channels) { row in
                        row[RunColumns.amount.bandwidthMbps] = (gigabits + Double(index)) * 1000
                        row[RunColumns.amount.linkCeilingMbps] =
                            name == "multifd" ? 97_000 : ceiling
                    }
                }
            }
        let picture = try Plot.scaling.pictures(of: Samples.source(rows))[0]
        let data = try PlotData(picture)
        // Who was run with one number of them is a point, beside those of as many.
        #expect(data.rows.map { $0["transport"] } == ["tcp", "multifd", "multifd", "rsocket"])
        #expect(try data.figures("channels") == [1, 2, 8, 1])
        #expect(try data.figures("x") == [0.98, 2, 8, 1.02])
        #expect(try data.figures("bandwidth_mbps") == [11_500, 21_500, 81_500, 10_500])
        #expect(try data.figures("link_ceiling_mbps") == [ceiling, 97_000, 97_000, ceiling])
        #expect(picture.script.contains("'link, for multifd'"))
        #expect(picture.script.contains("'link, for tcp'") == (ceiling != nil))
        #expect(picture.script.contains("with vectors nohead") == (ceiling != nil))
        let error = #expect(throws: PlotError.self) {
            try Plot.scaling.pictures(of: Samples.source([Samples.run("1")]))
        }
        #expect(error?.description.contains("not measured") == true)
    }

    @Test func slowdownShowsEachRunAndTheMedian() throws {
        let rows = [3.0, 1, 2].enumerated().map { index, percent in
            Samples.run("\(index)") { $0[RunColumns.guest.slowdownPercent] = percent }
        }
        let data = try PlotData(Plot.slowdown.pictures(of: Samples.source(rows))[0])
        #expect(try data.figures("slowdown_percent", where: ["kind": "run"]) == [3, 1, 2])
        #expect(try data.figures("slowdown_percent", where: ["kind": "median"]) == [2])
        #expect(try data.figures("low", where: ["kind": "median"]) == [1])
        #expect(try data.figures("high", where: ["kind": "median"]) == [3])
    }

    @Test func latencyIsOnlyDrawnWhereItWasMeasured() throws {
        let error = #expect(throws: PlotError.self) {
            try Plot.latency.pictures(of: Samples.source([Samples.run("1")]))
        }
        #expect(error?.description.hasPrefix("not measured in this suite") == true)
        let rows = [4.0, 6].enumerated().map { index, us in
            Samples.run("\(index)") { $0[RunColumns.guest.opP99Us] = us }
        }
        let data = try PlotData(Plot.latency.pictures(of: Samples.source(rows))[0])
        #expect(data.rows.map { $0["kind"] } == ["p99"])
        #expect(try data.figures("op_p50_us") == [5])
    }

    /// Of runs that some had operations enough for, the median would lie above the longest of all.
    @Test func aPercentileIsOfAllRuns() throws {
        let rows = (0..<5).map { index in
            Samples.run("\(index)") {
                $0[RunColumns.guest.opP50Us] = 5
                $0[RunColumns.guest.opP999Us] = index < 2 ? 900 : nil
                $0[RunColumns.guest.opMaxUs] = index < 2 ? 1000 : 100
            }
        }
        let failed = Samples.run("failed", status: .failed)
        let picture = try Plot.latency.pictures(of: Samples.source(rows + [failed]))[0]
        #expect(try PlotData(picture).rows.map { $0["kind"] } == ["p50", "max"])
        #expect(
            picture.note.contains(
                "a percentile only where each run of the row had operations enough for it"))
    }

    @Test func theCPUPictureSaysWhatItsDiamondIs() throws {
        let picture = try Plot.cpu.pictures(of: Samples.source(cpuRows, sharedHost: false))[0]
        #expect(picture.note.contains("parts are scaled from ticks"))
        #expect(
            picture.note.contains(
                "the diamond is the median of another figure and may lie beyond its bar"))
    }

    /// A transport has one colour whatever else is in the suite.
    @Test func coloursBelongToTransports() {
        let variants = SampleRuns.suite.map(Variant.init)
        let looks = Look.all(variants)
        let alone = Look.all(variants.filter { $0.transport == "multifd" })
        let two = variants.first { $0.name == "multifd x2" }
        let four = variants.first { $0.name == "multifd x4" }
        #expect(two.flatMap { looks[$0] } == two.flatMap { alone[$0] })
        #expect(two.flatMap { looks[$0]?.color } == four.flatMap { looks[$0]?.color })
        // What tells them apart without colours.
        #expect(two.flatMap { looks[$0]?.dash } != four.flatMap { looks[$0]?.dash })
        #expect(two.flatMap { looks[$0]?.point } != four.flatMap { looks[$0]?.point })
        let colors = Set(looks.values.map(\.color))
        #expect(colors.count == Set(variants.map(\.transport)).count)
    }
}

extension Double {
    fileprivate func rounded(to places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        return (self * scale).rounded() / scale
    }
}
