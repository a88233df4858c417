import Foundation
import Results
import Testing

@testable import Presentation

@Suite struct TimelinePlotTests {
    private typealias Samples = PlotSamples

    /// Of three runs the middle one; its rates between samples.
    @Test func theMedianRunIsDrawn() throws {
        let folder = try PlotFolder()
        let samples = [
            Samples.sample("b", ms: 0.01, "precopy", sent: 16, left: 300),
            Samples.sample("b", ms: 50, "precopy", sent: 1_000_000, left: 200),
            Samples.sample("b", ms: 75, "switchover", sent: 3_000_000, left: 40),
            Samples.sample("b", ms: 100, "completed", sent: 3_500_000, left: 0),
            Samples.sample("a", ms: 10, "completed", sent: 1, left: 0),
            Samples.sample("b", ms: 60, "precopy", sent: 5, left: 5, side: .destination),
            // No run writes this one: it is left out, and that is said.
            Samples.sample("b", ms: -5, "precopy", sent: 1, left: 400),
        ]
        let runs = [("a", 10.0), ("b", 100), ("c", 1000)].map { Samples.run($0, total: $1) }
        let suite = try folder.suite("s", runs, samples: samples)
        let picture = try Plot.timeline.pictures(of: PlotSource([suite]))[0]
        let data = try PlotData(picture)
        #expect(Set(data.rows.map { $0["run_id"] }) == ["b"])
        #expect(try data.figures("t_ms") == [0.01, 50, 75, 100])
        // 10^6 B in 50 ms are 160 Mb/s, 2 x 10^6 in 25 ms 640, half a million 160.
        #expect(try data.figures("throughput_mbps") == [160, 160, 640, 160])
        #expect(try data.figures("remaining_bytes") == [300, 200, 40, 0])
        #expect(picture.note.contains("left out: 1 sample with t_ms below zero"))
        #expect(picture.script.contains("from first 75.0, graph 0 to first 100.0, graph 1"))
    }

    /// A sample that was cut off is left out, and that is said below the picture.
    @Test func aTornTimelineIsTold() throws {
        let folder = try PlotFolder()
        let samples = (1...4).map {
            Samples.sample("a", ms: Double($0) * 50, "precopy", sent: $0 * 1_000_000, left: 9)
        }
        let suite = try folder.suite("s", [Samples.run("a")], samples: samples)
        let path = folder.url.appending(path: "s/timeline.csv")
        try Data(try Data(contentsOf: path).dropLast(20)).write(to: path)
        let picture = try Plot.timeline.pictures(of: PlotSource([suite]))[0]
        #expect(
            picture.note.contains("timeline.csv: line 5: the last row is cut off and was left out"),
            "\(picture.note)")
    }

    /// What leaves within a hundredth of the time went into a buffer: it is no rate of the link.
    @Test func burstsAreSpreadOverWhatCameBefore() throws {
        let folder = try PlotFolder()
        let samples = [
            Samples.sample("a", ms: 50, "precopy", sent: 1_000_000, left: 9),
            Samples.sample("a", ms: 50.1, "precopy", sent: 2_000_000, left: 8),
            Samples.sample("a", ms: 100, "switchover", sent: 2_000_000, left: 7),
            Samples.sample("a", ms: 100.1, "completed", sent: 3_000_000, left: 0),
        ]
        let suite = try folder.suite("s", [Samples.run("a")], samples: samples)
        let data = try PlotData(Plot.timeline.pictures(of: PlotSource([suite]))[0])
        let rates = try data.figures("throughput_mbps")
        #expect(rates[0] == 160)
        #expect(rates[1] == nil && rates[2] == nil)
        let last = try #require(rates[3])
        #expect(abs(last - 2e6 * 8 / 50.1 / 1000) < 1e-9)
    }

    private func rates(_ samples: [Row]) throws -> (rates: [Double?], picture: Picture) {
        let folder = try PlotFolder()
        let suite = try folder.suite("s", [Samples.run("a", downtime: 1)], samples: samples)
        let picture = try Plot.timeline.pictures(of: PlotSource([suite]))[0]
        return (try PlotData(picture).figures("throughput_mbps"), picture)
    }

    /// RDMA knows all of its queue to have arrived at the end: what left the interface is steady.
    @Test func throughputIsOfTheWireWhereThatIsKnown() throws {
        let wire = [0, 1, 2, 3, 4, 5].map { step in
            Samples.sample(
                "a", ms: Double(step) * 50 + 0.5, "precopy", sent: step == 5 ? 5_000_000 : 0,
                left: 0, wire: step * 1_000_000)
        }
        let end = Samples.sample("a", ms: 260, "completed", sent: 5_000_000, left: 0)
        let found = try rates(wire + [end])
        #expect(found.rates == [160, 160, 160, 160, 160, 160, nil])
        #expect(found.picture.script.contains("'throughput of wire_bytes (solid), left axis'"))
        #expect(found.picture.note.contains { $0.hasPrefix("wire_bytes is what left") })
        #expect(!found.picture.note.contains { $0.hasPrefix("sent_bytes is") })
        // Of too few of them, or of the beginning alone, nobody sees the course.
        for few in [Array(wire.prefix(4)), Array(wire.prefix(5))] {
            let found = try rates(few + [end])
            #expect(found.picture.script.contains("'throughput of sent_bytes (solid), left axis'"))
            #expect(
                found.picture.note.contains { $0.hasPrefix("sent_bytes is what the transport") })
            #expect(found.rates.first == 0)
        }
    }

    /// Whoever sees a picture alone must see it.
    @Test func picturesOfTheLabSayWhatTheyAreWorth() throws {
        let folder = try PlotFolder()
        let suite = try folder.suite("lab", [Samples.run("a", downtime: 1)])
        let words = "virtual machines of the lab: function, not speed"
        let before = try Plot.downtime.pictures(of: PlotSource([suite]))[0].script
        #expect(!before.contains(words))
        try Data("{}".utf8).write(to: folder.url.appending(path: "lab/lab.json"))
        let after = try Plot.downtime.pictures(of: PlotSource([suite]))[0].script
        #expect(after.contains(words))
    }

    @Test func whatIsMissingIsSaid() throws {
        let folder = try PlotFolder()
        let none = try folder.suite("none", [Samples.run("a")])
        var error = #expect(throws: PlotError.self) {
            try Plot.timeline.pictures(of: PlotSource([none]))
        }
        #expect(error?.description.contains("fewer than two samples") == true)
        try FileManager.default.removeItem(at: folder.url.appending(path: "none/timeline.csv"))
        error = #expect(throws: PlotError.self) {
            try Plot.timeline.pictures(of: PlotSource([none]))
        }
        #expect(error?.description.contains("there is no timeline.csv in") == true)
    }
}
