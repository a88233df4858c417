import Foundation
import Guest
import Platform
import TestSupport
import Testing

@testable import Scenarios

/// A folder with a trace in it, removed with its owner.
final class TraceFolder {
    let path: String
    var trace: String { "\(path)/sample.trace" }

    init() throws {
        path = NSTemporaryDirectory() + "bench-trace-\(UUID().uuidString)"
        _ = try Files.makeFolder(path)
        try Files.replace(trace, with: Trace.sample().encoded)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch {
            Issue.record("\(error)")
        }
    }
}

/// Workload `replay` in scenarios and on the command line.
@Suite struct TraceScenarioTests {
    private func text(_ workload: String) -> String {
        """
        name: played
        matrix:
          transport: tcp
          workload: \(workload)
          memory: 64MiB
          dirty_rate: 8MiB/s
        """
    }

    private func errors(_ workload: String, in folder: TraceFolder) -> [String] {
        do throws(ScenarioErrors) {
            _ = try ScenarioFile.decode(text(workload), file: "\(folder.path)/x.yml")
            return []
        } catch { return error.errors.map(\.description) }
    }

    /// The path is from the scenario's file on, and the rate is the recorded one: that of the matrix is
    /// for the other workloads.
    @Test func aTraceIsPlayedAsRecorded() throws {
        let folder = try TraceFolder()
        let scenario = try ScenarioFile.decode(
            text("[{kind: replay, trace: sample.trace}, uniform]"), file: "\(folder.path)/x.yml")
        let guests = try RunPlan(scenario).cases.map(\.guest)
        let trace = try Trace.sample()
        #expect(guests.map(\.workload.kind) == [.replay, .uniform])
        #expect(guests[0].workload.trace == trace)
        #expect(guests[0].workload.dirtyRate == trace.bytesPerSecond)
        #expect(guests[1].workload.dirtyRate == 8 * 0x1p20 && guests[1].workload.trace == nil)
    }

    @Test func aRateOfItsOwnStretchesTime() throws {
        let folder = try TraceFolder()
        let scenario = try ScenarioFile.decode(
            text("{kind: replay, trace: sample.trace, dirty_rate: [2MiB/s, max]}"),
            file: "\(folder.path)/x.yml")
        let rates = try RunPlan(scenario).cases.map(\.guest.workload.dirtyRate)
        #expect(rates == [2 * 0x1p20, nil])
    }

    /// What a suite's folder keeps is read again, with the trace beside it, and names its digest.
    @Test func aSuiteKeepsItsTrace() throws {
        let folder = try TraceFolder()
        var overrides = ScenarioOverrides()
        overrides.workloads = ["replay,uniform"]
        overrides.trace = folder.trace
        let scenario = try overrides.apply(to: Scenario.quick()).withTrace(at: "sample.trace")
        let text = try ScenarioFile.encode(scenario)
        #expect(text.contains("trace_digest: \"\(try Trace.sample().digest)\""), "\(text)")
        let again = try ScenarioFile.decode(text, file: "\(folder.path)/scenario.yml")
        #expect(again == scenario)
        #expect(try RunPlan(again).cases == RunPlan(scenario).cases)
    }

    @Test func casesOfTwoTracesHaveOtherKeys() throws {
        let folder = try TraceFolder()
        let scenario = try ScenarioFile.decode(
            text("{kind: replay, trace: sample.trace}"), file: "\(folder.path)/x.yml")
        let spec = try RunPlan(scenario).cases[0]
        #expect(spec.key.contains("trace=\(try Trace.sample().digest)"))
        var other = spec
        other.guest.workload.trace = try Trace(
            origin: "", pageCount: 9, intervalNanoseconds: 1_000_000,
            intervals: [[PageRun(first: 0, count: 1)]])
        #expect(other.key != spec.key && other != spec)
    }

    @Test func mistakesAreNamed() throws {
        let folder = try TraceFolder()
        try Files.replace("\(folder.path)/none.trace", with: Array("name: x".utf8))
        try Files.replace(
            "\(folder.path)/other.trace",
            with: try Trace(
                origin: "", pageCount: 9, intervalNanoseconds: 1_000_000,
                intervals: [[PageRun(first: 0, count: 1)]]
            ).encoded)
        for (workload, expected) in [
            ("replay", "x.yml:4:13: workload: replay needs a trace; allowed: trace: FILE"),
            (
                "{kind: replay, trace: sampel.trace}",
                "x.yml:4:35: trace \"sampel.trace\" cannot be read: No such file or directory; did you "
                    + "mean \"sample.trace\"?"
            ),
            (
                "{kind: replay, trace: none.trace}",
                "x.yml:4:35: trace \"none.trace\" is no trace: bench trace record makes one"
            ),
            (
                "{kind: replay, trcae: sample.trace}",
                "x.yml:4:28: unknown key \"trcae\" in matrix.workload[0]; did you mean \"trace\"?"
            ),
            (
                "{kind: uniform, trace: sample.trace}",
                "x.yml:4:36: trace: uniform plays no trace"
            ),
            (
                "{kind: replay, trace: sample.trace, trace_digest: 12}",
                "x.yml:4:35: trace \"sample.trace\" is another one"
            ),
            (
                "[{kind: replay, trace: sample.trace}, {kind: replay, trace: other.trace}]",
                "x.yml:4:73: trace: is a second trace"
            ),
        ] {
            let found = errors(workload, in: folder)
            #expect(
                found.contains { $0.hasPrefix("\(folder.path)/\(expected)") },
                "\(workload): \(found)")
        }
    }

    @Test func theOptionsSayWhatIsMissing() throws {
        let folder = try TraceFolder()
        func error(_ change: (inout ScenarioOverrides) -> Void) -> String {
            var overrides = ScenarioOverrides()
            change(&overrides)
            do {
                _ = try overrides.apply(to: Scenario.quick())
                return "no error"
            } catch { return "\(error)" }
        }
        #expect(error { $0.workloads = ["replay"] }.contains("replay needs a trace"))
        #expect(
            error { $0.trace = folder.trace }
                == "--trace \(folder.trace): no workload plays it; allowed: with --workload replay")
        #expect(
            error {
                $0.workloads = ["replay"]
                $0.trace = "\(folder.path)/sample.trac"
            }.contains("did you mean \"sample.trace\"?"))
    }

    /// `--dirty-rate` is for all workloads that write.
    @Test func theRateOptionIsForReplayToo() throws {
        let folder = try TraceFolder()
        var overrides = ScenarioOverrides()
        overrides.workloads = ["replay"]
        overrides.trace = folder.trace
        overrides.dirtyRate = ["16MiB/s"]
        let cases = try RunPlan(overrides.apply(to: Scenario.quick())).cases
        #expect(Set(cases.map(\.guest.workload.dirtyRate)) == [16 * 0x1p20])
    }
}
