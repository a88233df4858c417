import Results
import Testing

@testable import Presentation

@Suite struct GuestPlotTests {
    private typealias Samples = PlotSamples

    private func picture(_ run: Row, _ samples: [Row]) throws -> Picture {
        let folder = try PlotFolder()
        let suite = try folder.suite("s", [run], samples: samples)
        return try Plot.guest.pictures(of: PlotSource([suite]))[0]
    }

    /// Of 32 operations a millisecond, which are 125 MiB/s, the guest does half for 20 ms and all for
    /// 30 ms; then it stands still for 40 ms.
    @Test func slowdownAndLatenessFollowFromTheCount() throws {
        let run = Samples.run("a", rate: 125) { row in
            row[RunColumns.guest.opMaxUs] = 48_000
            row[RunColumns.time.downtimeMs] = 40
        }
        let picture = try picture(
            run,
            [
                Samples.sample("a", ms: 0, "precopy", sent: 0, left: 9, done: 5000),
                Samples.sample("a", ms: 20, "precopy", sent: 1, left: 9, done: 5320),
                Samples.sample("a", ms: 50, "switchover", sent: 2, left: 9, done: 6280),
                // Too soon for a rate: one operation would be 500 %.
                Samples.sample("a", ms: 50.02, "last_round", sent: 2, left: 9, done: 6280),
                Samples.sample("a", ms: 90, "completed", sent: 3, left: 0, done: 6280),
                Samples.sample(
                    "a", ms: 40, "precopy", sent: 0, left: 0, done: 0, side: .destination),
            ])
        let data = try PlotData(picture)
        #expect(try data.figures("t_ms") == [0, 20, 50, 50.02, 90])
        let close = { (found: Double?, expected: Double?) in
            expected.map { abs((found ?? .nan) - $0) < 1e-6 } ?? (found == nil)
        }
        #expect(
            zip(try data.figures("slowdown_percent"), [50, 50, 0, nil, 100]).allSatisfy(close),
            "\(picture.data)")
        #expect(
            zip(try data.figures("late_us"), [0, 10_000, 10_000, 10_020, 50_000])
                .allSatisfy(close), "\(picture.data)")
        // Of the line, which op_max_us does not quite reach.
        #expect(picture.script.contains("'tcp: at most 50.0 ms late'"))
        #expect(
            picture.script.contains("'slowdown (%)'") && picture.script.contains("'lateness (ms)'"))
        #expect(picture.script.contains("from first 50.0, graph 0 to first 90.0, graph 1"))
        #expect(picture.note.contains("n 1, the middle one of n 1"))
    }

    /// Whoever rests, or writes as it comes, has no schedule to be late for.
    @Test(arguments: [("idle", 0), ("hotset", nil), ("replay", 64)] as [(String, Double?)])
    func aGuestWithoutSteadyRateIsNotDrawn(workload: String, rate: Double?) throws {
        let samples = [10.0, 20].map {
            Samples.sample("a", ms: $0, "precopy", sent: 1, left: 1, done: Int($0))
        }
        let error = #expect(throws: PlotError.self) {
            _ = try picture(Samples.run("a", workload: workload, rate: rate), samples)
        }
        #expect(error?.description.contains("with a steady dirty rate") == true)
    }
}
