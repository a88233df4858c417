import Glibc
import Testing

@testable import Verbs

/// What is counted and coded without a device.
@Suite struct CountingTests {
    @Test func completionFreesAllPlacesBeforeIt() {
        let depth = QueueDepth(limit: 4)
        for _ in 0..<3 { depth.notePosted(signalled: false) }
        expect(depth, outstanding: 3, mustSignal: true)
        depth.notePosted(signalled: true)
        expect(depth, outstanding: 4, mustSignal: false)
        for (sequence, outstanding) in [(1, 2), (0, 2), (3, 0)] as [(UInt64, Int)] {
            depth.retire(through: sequence)
            expect(depth, outstanding: outstanding, mustSignal: false)
        }
    }

    @Test func oneDeepQueueSignalsAlways() {
        expect(QueueDepth(limit: 1), outstanding: 0, mustSignal: true)
    }

    private func expect(_ depth: borrowing QueueDepth, outstanding: Int, mustSignal: Bool) {
        let limit = depth.limit
        let counted = (depth.outstanding, depth.mustSignal, depth.hasRoom)
        #expect(counted == (outstanding, mustSignal, outstanding < limit))
    }

    /// An object of a device that has gone is no object any more, so that its parent can go.
    @Test(
        arguments: [(0, 0), (ENODEV, 0), (EIO, 0), (EBUSY, EBUSY), (EINVAL, EINVAL)]
            as [(Int32, Int32)])
    func whatHasGoneIsClosed(code: Int32, outcome: Int32) {
        let life = Lifetime()
        #expect(life.close { Lifetime.outcome(ofDestroying: code) } == outcome)
        var wasAsked = false
        _ = life.close {
            wasAsked = true
            return 0
        }
        #expect(wasAsked == (outcome != 0))
    }

    @Test func numbersTellTheirDirection() {
        let id = WorkID.id(.receive, 7)
        #expect(WorkID.direction(of: id) == .receive)
        #expect(WorkID.sequence(of: id) == 7)
        #expect(WorkID.id(.send, 7) == 7)
        #expect(WorkID.direction(of: 7) == .send)
    }

    @Test func segmentsThatFollowEachOtherAreOne() throws {
        let page = unsafe UnsafeMutableRawPointer(bitPattern: 4096)!
        let key = LocalKey(value: 1)
        var list = SegmentList(capacity: 3)
        unsafe list.append(Segment(address: page, byteCount: 100, key: key))
        unsafe list.append(Segment(address: page + 100, byteCount: 50, key: key))
        let merged = list.count
        #expect(merged == 1)
        unsafe list.append(Segment(address: page + 151, byteCount: 1, key: key))
        unsafe list.append(Segment(address: page + 152, byteCount: 1, key: LocalKey(value: 2)))
        let full = (list.count, list.byteCount, list.hasRoom)
        #expect(full == (3, 152, false))
        list.removeAll()
        let empty = (list.count, list.byteCount, list.hasRoom)
        #expect(empty == (0, 0, true))
    }

    @Test(arguments: [(1, 256), (3, 1024), (5, 4096), (0, nil), (6, nil)] as [(UInt32, Int?)])
    func mtuCodes(code: UInt32, bytes: Int?) { #expect(PortState.mtu(code: code) == bytes) }

    @Test(
        arguments: [
            (2, 32, 100), (1, 1, 2.5), (2, 64, 200), (2, 128, 400), (4, 128, 800), (3, 1, nil),
            (1, 3, nil),
        ] as [(UInt8, UInt8, Double?)])
    func speeds(width: UInt8, lane: UInt8, gigabits: Double?) {
        #expect(PortState.speed(width: width, lane: lane) == gigabits)
    }

    @Test func addressesReadAsPeopleWriteThem() {
        let zeros = [UInt8](repeating: 0, count: 10)
        #expect(GIDEntry.text(of: zeros + [0xff, 0xff, 10, 0, 0, 1]) == "10.0.0.1")
        #expect(GIDEntry.text(of: [0xfe, 0x80] + zeros + [0, 0, 0, 1]) == "fe80::1")
    }
}
