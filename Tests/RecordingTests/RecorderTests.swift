import Guest
import Platform
import Testing

@testable import Recording

/// What is recorded of a process that is made up: what it writes is known.
@Suite struct RecorderTests {
    /// Tells what the test says, look after look.
    final class MadeUp: WriteWatch {
        var looks: [[Range<UInt64>]]
        init(_ looks: [[Range<UInt64>]]) { self.looks = looks }

        func look(at mappings: [ProcessMapping]) -> [Range<UInt64>] {
            looks.isEmpty ? [] : looks.removeFirst()
        }
    }

    /// A clock on which every look takes so many intervals.
    final class Scripted: IntervalClock {
        private(set) var passed = 0
        private let perLook: Int
        init(perLook: Int) { self.perLook = perLook }

        func start() {}
        func wait(forEndOf number: Int) { passed = number + perLook }
    }

    private let heap = ProcessMapping(
        addresses: 0x10_0000..<0x20_0000, isWritable: true, isPrivate: true)
    private let code = ProcessMapping(
        addresses: 0x1000..<0x2000, isWritable: false, isPrivate: true)

    private func record(
        _ looks: [[Range<UInt64>]], count: Int? = nil, lives: Int = .max, stopAfter: Int = .max,
        perLook: Int = 1
    ) throws(RecordingError) -> Recording {
        let settings = RecordingSettings(
            method: .softDirty, intervalNanoseconds: 2_000_000,
            intervalCount: count ?? looks.count - 1, origin: "made up")
        var left = lives
        let recorder = Recorder(
            1, settings, watch: MadeUp(looks), clock: Scripted(perLook: perLook)
        ) { [heap, code] in
            left -= 1
            return left < 0 ? [] : [code, heap]
        }
        var asked = 0
        return try recorder.record {
            asked += 1
            return asked > stopAfter
        }
    }

    @Test func theFirstLookMeansNothing() throws {
        let recording = try record([[0x100..<0x110], [0x101..<0x103], [], [0x1FF..<0x200]])
        #expect(recording.trace.pages == [1, 2, 255])
        #expect(recording.trace.pageCount == 256)
        // On a busy host intervals may pass before one can look.
        #expect(
            recording.trace.intervalCount == 3 + recording.lateIntervals
                || recording.lateIntervals > 0)
        guard case .time = recording.ending else {
            Issue.record("\(recording.ending)")
            return
        }
    }

    /// What a slow look finds stands in the last of the intervals that it took, and time stays true.
    @Test func lateLooksKeepTheTime() throws {
        let recording = try record(
            [[], [0x100..<0x101], [0x101..<0x104], [0x105..<0x106]], count: 5, perLook: 2)
        #expect(recording.trace.operationsBefore == [0, 0, 1, 1, 4, 5])
        #expect(recording.lateIntervals == 2)
    }

    @Test func aFullTraceEndsTheRecording() throws {
        let large = ProcessMapping(
            addresses: 0x10_0000..<0x10_0000 + 8 << 30, isWritable: true, isPrivate: true)
        let settings = RecordingSettings(
            method: .pagemapScan, intervalNanoseconds: 1_000_000, intervalCount: 100, origin: "")
        let all: Range<UInt64> = 0x100..<0x100 + 3 << 19
        let recording = try Recorder(
            1, settings, watch: MadeUp([[], [all], [all], [all]]), clock: Scripted(perLook: 1),
            mappings: { [large] }
        ).record { false }
        #expect(recording.trace.operationCount == 2 * 3 << 19)
        guard case .full = recording.ending else {
            Issue.record("\(recording.ending)")
            return
        }
    }

    /// What does not fit into a file is cut off at the end, not lost as a whole.
    @Test func whatDoesNotFitIsCutOff() throws {
        // A linear congruential generator: gaps that nothing compresses, the same in every run.
        var state: UInt64 = 1
        let looks = (0..<60).map { _ in
            var page: UInt64 = 0x100
            return (0..<8000).map { _ -> Range<UInt64> in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                page += 2 + state >> 57
                return page..<(page + 1)
            }
        }
        let memory = ProcessMapping(
            addresses: 0x100 << 12..<0x20_0000 << 12, isWritable: true, isPrivate: true)
        let settings = RecordingSettings(
            method: .pagemapScan, intervalNanoseconds: 1_000_000, intervalCount: 59, origin: "")
        let recording = try Recorder(
            1, settings, watch: MadeUp(looks), clock: Scripted(perLook: 1), mappings: { [memory] }
        ).record { false }
        guard case .full = recording.ending else {
            Issue.record("\(recording.ending)")
            return
        }
        #expect((1..<59).contains(recording.trace.intervalCount))
        #expect(recording.trace.encoded.count <= Trace.maximumFileBytes)
        #expect(recording.trace.encoded.count > Trace.maximumFileBytes / 2)
    }

    @Test func aProcessMayEnd() throws {
        let recording = try record([[], [0x100..<0x101], [0x102..<0x103]], count: 100, lives: 3)
        #expect(recording.trace.pages == [0, 2])
        guard case .processEnded = recording.ending else {
            Issue.record("\(recording.ending)")
            return
        }
    }

    @Test func aRecordingMayBeStopped() throws {
        let recording = try record([[], [0x100..<0x101]], count: 100, stopAfter: 1)
        #expect(recording.trace.pages == [0])
        guard case .stopped = recording.ending else {
            Issue.record("\(recording.ending)")
            return
        }
    }

    @Test func nothingIsNoTrace() {
        #expect(throws: RecordingError.self) { try record([[0x100..<0x110], [], []]) }
        #expect(throws: RecordingError.self) { try record([[], [0x100..<0x110]], lives: 1) }
    }

    @Test(arguments: [ThisProcess.id, Int32.max])
    func thisProcessAndNoneAreRefused(_ process: Int32) {
        let settings = RecordingSettings(
            method: .softDirty, intervalNanoseconds: 1_000_000, intervalCount: 1, origin: "")
        #expect(throws: RecordingError.self) { try Recorder(process, settings) }
    }
}
