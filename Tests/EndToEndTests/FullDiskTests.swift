import Foundation
import Results
import TestSupport
import Testing

/// A file system of a few pages, in a mount namespace that goes with its processes.
enum TinyDisk {
    /// Whether this user may mount one here.
    static var canBeMade: Bool {
        do {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "unshare -m mount -t tmpfs tmpfs /mnt 2> /dev/null"]
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        } catch { return false }
    }
}

extension EndToEnd {
    @Suite(.serialized) struct FullDisk {
        /// The rows that did not fit are on standard error, to be kept by hand.
        ///
        /// With each number of pages another file is the first that does not fit.
        @Test(
            .enabled(if: TinyDisk.canBeMade, "needs root, to mount a file system of its own"),
            arguments: [7, 8, 9, 10])
        func rowsThatDoNotFitAreShown(pages: Int) async throws {
            let scratch = try Scratch()
            _ = try scratch.scenario(transports: "[tcp]", repetitions: 40)
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: "disk"), withIntermediateDirectories: false)
            let program = Program(in: scratch)
            let start = ContinuousClock.now
            let outcome = try await program.shell(
                """
                unshare -m sh -c 'mount -t tmpfs -o size=\(pages * 4)k tmpfs disk && \
                "$BENCH" run small.yml --output disk/out; code=$?; \
                mkdir kept; cp disk/out/*.csv kept; exit $code'
                """)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            #expect(outcome.code == 3, "\(outcome)")
            #expect(program.family.members.isEmpty)
            #expect(outcome.err.contains("No space left on device"), "\(outcome)")
            // What did fit is whole, and the run that did not is the next one.
            let kept = try scratch.rows("kept")
            let last = try #require(outcome.err.split(whereSeparator: \.isNewline).last)
            if !kept.isEmpty || outcome.err.contains("runs.csv: a row could not be written") {
                #expect(last.contains(",out,b\(kept.count + 1)-0-"), "\(outcome)")
                // The row of runs.csv itself: samples know no engine.
                #expect(last.contains(",simulated,"))
            }
            try FaultRecord.write(
                .diskFull, .writing, .oneHost,
                outcome: "No space left on device; rows that did not fit are on standard error",
                seconds: seconds)
        }
    }
}
