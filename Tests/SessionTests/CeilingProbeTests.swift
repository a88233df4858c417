import Migration
import Scenarios
import Testing

@testable import Session

/// Which ways are probed before a suite.
@Suite struct CeilingProbeTests {
    private func runs(_ repetitions: Int, _ transports: String) throws -> [PlannedRun] {
        let text = """
            name: probes
            repetitions: \(repetitions)
            warmup: 0
            matrix: {transport: \(transports), workload: [idle], memory: 256MiB}
            """
        return try RunPlan(ScenarioFile.decode(text, file: "probes.yml")).runs
    }

    private let all =
        "[null, tcp, {name: multifd, channels: [2, 4]}, "
        + "{name: multifd-zerocopy, channels: 4}]"

    @Test func eachWayOnce() throws {
        let paths = CeilingProbe.on.paths(of: try runs(2, all))
        #expect(
            Set(paths) == [
                ProbePath(.tcp, streams: 1), ProbePath(.tcp, streams: 2),
                ProbePath(.tcp, streams: 4),
            ])
        #expect(paths.count == 3)
        #expect(CeilingProbe.on.paths(of: try runs(2, "[null]")).isEmpty)
        #expect(CeilingProbe.off.paths(of: try runs(200, all)).isEmpty)
    }

    /// Three probes take 4.5 s: they are worth it from a suite of 90 s on.
    @Test func aShortSuiteHasNone() throws {
        let few = try runs(1, all)
        let many = try runs(100, all)
        #expect(RunEstimate(few).seconds < 90 && RunEstimate(many).seconds > 90)
        #expect(CeilingProbe.auto.paths(of: few).isEmpty)
        #expect(CeilingProbe.auto.paths(of: many).count == 3)
    }

    @Test func whyThereIsNoneIsSaid() {
        func reason(_ probe: CeilingProbe, _ wasProbed: Bool) -> String {
            probe.reasonForNone(wasProbed: wasProbed)
        }
        #expect(reason(.auto, false) == "the suite is too short for probes (--ceiling-probe on)")
        #expect(reason(.auto, true) == "the probe failed")
        #expect(reason(.on, true) == "the probe failed")
        #expect(reason(.off, false) == "not asked for (--ceiling-probe off)")
    }

    @Test func theQuickMatrixIsLongEnough() throws {
        let plan = try RunPlan(try Scenario.quick())
        #expect(CeilingProbe.auto.paths(of: plan.runs).count == 3)
    }
}
