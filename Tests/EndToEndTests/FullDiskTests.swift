import Foundation
import Results
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct FullDisk {
        /// The rows that did not fit are on standard error, to be kept by hand.
        ///
        /// With each number of pages another file is the first that does not fit.
        @Test(
            .enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot),
            arguments: [7, 8, 9, 10])
        func rowsThatDoNotFitAreShown(pages: Int) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 40)
            let start = ContinuousClock.now
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, scenario, into: "disk/out",
                before: "mkdir disk kept; mount -t tmpfs -o size=\(pages * 4)k tmpfs disk",
                between: "cp disk/out/*.csv kept; umount disk"
            ) { running in
                let watch = try await AgentWatch(running.family)
                let isOver = try await eventually(within: 60) { watch.alive.isEmpty }
                #expect(isOver)
                seconds.add((ContinuousClock.now - start) / .seconds(1))
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("No space left on device"), "\(outcome)")
            // What did fit is whole, and the run that did not is the next one.
            let kept = try scratch.rows("kept")
            let lost = outcome.err.split(whereSeparator: \.isNewline).last { $0.contains(",out,b") }
            if !kept.isEmpty || outcome.err.contains("runs.csv: a row could not be written") {
                let row = try #require(lost, "\(outcome)")
                #expect(row.contains(",out,b\(kept.count + 1)-0-"), "\(outcome)")
                // The row of runs.csv itself: samples know no engine.
                #expect(row.contains(",simulated,"))
            }
            try FaultRecord.write(
                .diskFull, .writing, .namespaces,
                outcome: "No space left on device; rows that did not fit are on standard error",
                seconds: try seconds.value)
        }
    }
}
