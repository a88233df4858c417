import Guest
import Platform
import Testing

@testable import Migration

/// One case a field: each limit is checked, and what is written is read back.
@Suite struct WireFieldTests {
    /// `bytes` with a big-endian number put over those at `offset`.
    private static func put(
        _ number: UInt64, size: Int, at offset: Int, in bytes: [UInt8]
    ) -> [UInt8] {
        var copy = bytes
        for index in 0..<size {
            copy[offset + index] = UInt8(
                truncatingIfNeeded: number >> UInt64(8 * (size - 1 - index)))
        }
        return copy
    }

    // MARK: Frames

    @Test(arguments: WireMessages.frames)
    func framesAreReadBack(_ frame: StreamFrame) throws {
        let bytes = WireMessages.bytes(frame)
        #expect(bytes.count == StreamFrame.headerBytes)
        #expect(try StreamFrame(decoding: bytes) == frame)
        for count in 0..<bytes.count {
            expectMalformed("\(count) bytes") { () throws(TransportError) in
                _ = try StreamFrame(decoding: [UInt8](bytes.prefix(count)))
            }
        }
    }

    struct Field: CustomTestStringConvertible, Sendable {
        let name: String
        var frame = 0
        let offset: Int
        let size: Int
        let value: UInt64

        var testDescription: String { name }
    }

    /// Which message of ``WireMessages/frames`` or ``WireMessages/packets`` is changed where.
    static let frameFields: [Field] = [
        Field(name: "magic", offset: 0, size: 4, value: 0x424D_5332),
        Field(name: "kind 0", offset: 4, size: 1, value: 0),
        Field(name: "kind 11", offset: 4, size: 1, value: 11),
        Field(name: "first reserved byte", offset: 5, size: 1, value: 1),
        Field(name: "second reserved byte", offset: 6, size: 1, value: 1),
        Field(name: "third reserved byte", offset: 7, size: 1, value: 1),
        Field(name: "pages without runs", offset: 8, size: 4, value: 0),
        Field(name: "pages with 1001 runs", offset: 8, size: 4, value: 1001),
        Field(name: "pages with 2^32-1 runs", offset: 8, size: 4, value: 0xFFFF_FFFF),
        Field(name: "pages without content", offset: 12, size: 4, value: 0),
        Field(name: "less than a page", offset: 12, size: 4, value: 4095),
        Field(name: "more than 1 MiB", offset: 12, size: 4, value: 1 << 20 + 1),
        Field(name: "zero pages without runs", frame: 2, offset: 8, size: 4, value: 0),
        Field(name: "zero pages with 1001 runs", frame: 2, offset: 8, size: 4, value: 1001),
        Field(name: "zero pages with content", frame: 2, offset: 12, size: 4, value: 4096),
        Field(name: "round end with runs", frame: 3, offset: 8, size: 4, value: 1),
        Field(name: "round end with content", frame: 3, offset: 12, size: 4, value: 1),
        Field(name: "begin with runs", frame: 4, offset: 8, size: 4, value: 1),
        Field(name: "begin without a time", frame: 4, offset: 12, size: 4, value: 0),
        Field(name: "abandon with content", frame: 5, offset: 12, size: 4, value: 8),
        Field(name: "state with runs", frame: 6, offset: 8, size: 4, value: 1),
        Field(name: "state too small", frame: 6, offset: 12, size: 4, value: 27),
        Field(name: "state above 1 GiB", frame: 6, offset: 12, size: 4, value: 1 << 30 + 1),
        Field(name: "answer with runs", frame: 7, offset: 8, size: 4, value: 1),
        Field(name: "answer too short", frame: 7, offset: 12, size: 4, value: 7),
        Field(name: "answer too long", frame: 7, offset: 12, size: 4, value: 9),
        Field(name: "written pages without runs", frame: 8, offset: 8, size: 4, value: 0),
        Field(name: "written pages with 1001 runs", frame: 8, offset: 8, size: 4, value: 1001),
        Field(name: "written pages with content", frame: 8, offset: 12, size: 4, value: 4096),
        Field(name: "question for the clock with runs", frame: 9, offset: 8, size: 4, value: 1),
        Field(name: "question for the clock with content", frame: 9, offset: 12, size: 4, value: 8),
        Field(name: "clock with runs", frame: 10, offset: 8, size: 4, value: 1),
        Field(name: "clock too short", frame: 10, offset: 12, size: 4, value: 7),
        Field(name: "clock too long", frame: 10, offset: 12, size: 4, value: 9),
    ]

    @Test(arguments: frameFields)
    func aFrameOutOfBoundsIsMalformed(_ field: Field) {
        let bytes = Self.put(
            field.value, size: field.size, at: field.offset,
            in: WireMessages.bytes(WireMessages.frames[field.frame]))
        expectMalformed(field.name) { () throws(TransportError) in
            _ = try StreamFrame(decoding: bytes)
        }
    }

    // MARK: Runs

    @Test func runsAreReadBack() throws {
        let runs = WireMessages.runs
        let bytes = WireMessages.bytes(runs)
        let zero = StreamFrame(.zeroPages, runCount: 3)
        #expect(try zero.runs(decoding: bytes, pageCount: 1000) == runs)
        let pages = StreamFrame(.pages, runCount: 3, payloadBytes: 13 * 4096)
        #expect(try pages.runs(decoding: bytes, pageCount: 1000) == runs)
        let written = StreamFrame(.writtenPages, runCount: 3)
        #expect(try written.runs(decoding: bytes, pageCount: 1000) == runs)
        for isWritten in [false, true] {
            let packet = MultifdPacket(
                isWritten: isWritten, normalRuns: 1, zeroRuns: 2, number: 0,
                payloadBytes: isWritten ? 0 : 2 * 4096)
            let sorted = try packet.runs(decoding: bytes, pageCount: 1000)
            #expect(sorted.normal == [runs[0]] && sorted.zero == [runs[1], runs[2]])
        }
    }

    @Test(
        arguments: [
            ("an empty run", 0, 0), ("one page beyond the end", 1000, 1),
            ("over the end", 999, 2), ("all of the number range", 0, 0xFFFF_FFFF),
            ("over the number range", 0xFFFF_FFFF, 0xFFFF_FFFF), ("too long", 0, 1001),
        ] as [(String, UInt32, UInt32)])
    func aRunOutsideTheGuestIsMalformed(_ name: String, _ first: UInt32, _ count: UInt32) {
        let bytes = WireMessages.bytes([PageRun(first: first, count: count)])
        expectMalformed("frame: \(name)") { () throws(TransportError) in
            _ = try StreamFrame(.zeroPages, runCount: 1).runs(decoding: bytes, pageCount: 1000)
        }
        for (normal, zero) in [(1, 0), (0, 1)] {
            let packet = MultifdPacket(
                normalRuns: normal, zeroRuns: zero, number: 0,
                payloadBytes: normal * Int(count) * 4096)
            expectMalformed("packet: \(name)") { () throws(TransportError) in
                _ = try packet.runs(decoding: bytes, pageCount: 1000)
            }
        }
    }

    @Test func runsMustMatchTheContent() {
        let bytes = WireMessages.bytes(WireMessages.runs)
        for pages in [1, 12, 14, 256] {
            expectMalformed("frame of \(pages)") { () throws(TransportError) in
                let frame = StreamFrame(.pages, runCount: 3, payloadBytes: pages * 4096)
                _ = try frame.runs(decoding: bytes, pageCount: 1000)
            }
            expectMalformed("packet of \(pages)") { () throws(TransportError) in
                let packet = MultifdPacket(
                    normalRuns: 3, number: 0, payloadBytes: pages * 4096)
                _ = try packet.runs(decoding: bytes, pageCount: 1000)
            }
        }
        expectMalformed("a table cut short") { () throws(TransportError) in
            let frame = StreamFrame(.zeroPages, runCount: 4)
            _ = try frame.runs(decoding: bytes, pageCount: 1000)
        }
    }

    @Test func aPacketHasAtMost128Pages() throws {
        let packet = MultifdPacket(normalRuns: 1, zeroRuns: 1, number: 0, payloadBytes: 64 * 4096)
        func table(_ zero: UInt32) -> [UInt8] {
            WireMessages.bytes([PageRun(first: 0, count: 64), PageRun(first: 100, count: zero)])
        }
        _ = try packet.runs(decoding: table(64), pageCount: 1000)
        expectMalformed("129 pages") { () throws(TransportError) in
            _ = try packet.runs(decoding: table(65), pageCount: 1000)
        }
    }

    // MARK: Packets

    @Test(arguments: WireMessages.packets, [0, 1, UInt64.max])
    func packetsAreReadBack(_ packet: MultifdPacket, _ number: UInt64) throws {
        var packet = packet
        packet.number = number
        let bytes = WireMessages.bytes(packet)
        #expect(bytes.count == MultifdPacket.headerBytes)
        #expect(try MultifdPacket(decoding: bytes, expected: number) == packet)
        expectMalformed("another number") { () throws(TransportError) in
            _ = try MultifdPacket(decoding: bytes, expected: number &+ 1)
        }
    }

    static let packetFields: [Field] = [
        Field(name: "magic", offset: 0, size: 4, value: 0x424D_4645),
        Field(name: "version 0", offset: 4, size: 2, value: 0),
        Field(name: "version 2", offset: 4, size: 2, value: 2),
        Field(name: "unknown flag", offset: 6, size: 2, value: 4),
        Field(name: "written ahead and behind", offset: 6, size: 2, value: 2),
        Field(name: "SYNC that was written", frame: 3, offset: 6, size: 2, value: 3),
        Field(name: "zero pages that were written", frame: 2, offset: 6, size: 2, value: 2),
        Field(name: "SYNC with pages", offset: 6, size: 2, value: 1),
        Field(name: "129 runs", offset: 8, size: 4, value: 129),
        Field(name: "content without runs", offset: 8, size: 4, value: 0),
        Field(name: "128+1 runs", offset: 8, size: 4, value: 128),
        Field(name: "2^32-1 runs", offset: 8, size: 4, value: 0xFFFF_FFFF),
        Field(name: "129 zero runs", offset: 12, size: 4, value: 129),
        Field(name: "2+127 runs", offset: 12, size: 4, value: 127),
        Field(name: "zero runs that wrap around", offset: 12, size: 4, value: 0xFFFF_FFFE),
        Field(name: "number", offset: 16, size: 8, value: 1),
        Field(name: "runs without content", offset: 24, size: 4, value: 0),
        Field(name: "more than 512 KiB", offset: 24, size: 4, value: 128 * 4096 + 1),
    ]

    @Test(arguments: packetFields)
    func aPacketOutOfBoundsIsMalformed(_ field: Field) {
        let bytes = Self.put(
            field.value, size: field.size, at: field.offset,
            in: WireMessages.bytes(WireMessages.packets[field.frame]))
        expectMalformed(field.name) { () throws(TransportError) in
            _ = try MultifdPacket(decoding: bytes, expected: 0)
        }
    }

    // MARK: State

    @Test(arguments: [1, 2, 256])
    func statesAreReadBack(_ vcpus: Int) throws {
        let state = GuestState(
            operations: (0..<vcpus).map { .max - UInt64($0) }, elapsedNanoseconds: 1 << 40)
        let bytes = WireMessages.bytes(state, timeZero: UInt64.max - 9)
        #expect(bytes.count == StateCoding.fixedBytes(vcpus: vcpus))
        let decoded = try StateCoding.decode(bytes, vcpus: vcpus)
        #expect(decoded.guest == state)
        #expect(decoded.timeZero.nanoseconds == UInt64.max - 9)
        expectMalformed("of another guest") { () throws(TransportError) in
            _ = try StateCoding.decode(bytes, vcpus: vcpus + 1)
        }
        expectMalformed("cut short") { () throws(TransportError) in
            _ = try StateCoding.decode([UInt8](bytes.dropLast()), vcpus: vcpus)
        }
    }

    @Test func clocksAreReadBack() throws {
        let time = MonotonicTime(nanoseconds: 0x0102_0304_0506_0708)
        var bytes: [UInt8] = []
        ClockCoding.encode(time, to: &bytes)
        #expect(bytes == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try ClockCoding.decode(bytes) == time)
        for wrong in [[], [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as [[UInt8]] {
            expectMalformed("\(wrong.count) bytes") { () throws(TransportError) in
                _ = try ClockCoding.decode(wrong)
            }
        }
    }

    @Test(arguments: WireMessages.messages)
    func controlMessagesAreReadBack(_ message: ControlMessage) throws {
        #expect(try ControlMessage(decoding: message.encoded) == message)
        expectMalformed("cut short") { () throws(TransportError) in
            _ = try ControlMessage(decoding: [UInt8](message.encoded.dropLast()))
        }
        expectMalformed("kind 13") { () throws(TransportError) in
            _ = try ControlMessage(
                decoding: Self.put(13, size: 1, at: 4, in: message.encoded))
        }
    }

    @Test func answersAreReadBack() throws {
        var bytes: [UInt8] = []
        AnswerCoding.encode(ResumeAnswer(resumeNanoseconds: 0x0102_0304_0506_0708), to: &bytes)
        #expect(bytes == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try AnswerCoding.decode(bytes).resumeNanoseconds == 0x0102_0304_0506_0708)
        expectMalformed("cut short") { () throws(TransportError) in
            _ = try AnswerCoding.decode([1, 2, 3])
        }
    }
}
