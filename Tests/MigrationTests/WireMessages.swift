import Guest
import Platform
import Testing

@testable import Migration

/// Valid messages, to be mutated and to be read back.
enum WireMessages {
    static let pageCount = 1000

    static let frames: [StreamFrame] = [
        StreamFrame(.pages, runCount: 2, payloadBytes: 3 * 4096),
        StreamFrame(.pages, runCount: 1000, payloadBytes: 1 << 20),
        StreamFrame(.zeroPages, runCount: 7), StreamFrame(.roundEnd),
        StreamFrame(.begin, payloadBytes: 8),
        StreamFrame(.abandon), StreamFrame(.deviceState, payloadBytes: 1 << 20),
        StreamFrame(.answer, payloadBytes: 8), StreamFrame(.writtenPages, runCount: 5),
        StreamFrame(.askClock), StreamFrame(.clock, payloadBytes: 8),
    ]

    static let packets: [MultifdPacket] = [
        MultifdPacket(normalRuns: 2, zeroRuns: 1, number: 0, payloadBytes: 3 * 4096),
        MultifdPacket(normalRuns: 128, number: 0, payloadBytes: 128 * 4096),
        MultifdPacket(zeroRuns: 128, number: 0), MultifdPacket(isSync: true, number: 0),
        MultifdPacket(isWritten: true, normalRuns: 3, zeroRuns: 2, number: 0),
    ]

    static let runs = [
        PageRun(first: 0, count: 2), PageRun(first: 999, count: 1), PageRun(first: 5, count: 10),
    ]

    static func bytes(_ frame: StreamFrame) -> [UInt8] {
        var bytes: [UInt8] = []
        frame.encode(to: &bytes)
        return bytes
    }

    static func bytes(_ packet: MultifdPacket) -> [UInt8] {
        var bytes: [UInt8] = []
        packet.encode(to: &bytes)
        return bytes
    }

    static func bytes(_ runs: [PageRun]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(runs)
        return bytes
    }

    static func bytes(_ state: GuestState, timeZero: UInt64 = 3) -> [UInt8] {
        var bytes: [UInt8] = []
        StateCoding.encode(state, timeZero: MonotonicTime(nanoseconds: timeZero), to: &bytes)
        return bytes
    }

    static let messages: [ControlMessage] = ControlMessage.Kind.allCases.map { kind in
        ControlMessage(
            kind, payload: [UInt8](repeating: 3, count: [.begin, .clock].contains(kind) ? 8 : 0))
    }
}

/// Expects `body` to say that the peer broke the protocol, and nothing else.
func expectMalformed(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws(TransportError) -> Void
) {
    do throws(TransportError) {
        try body()
        Issue.record("\(what): taken", sourceLocation: sourceLocation)
    } catch {
        guard case .malformed = error else {
            Issue.record("\(what): \(error)", sourceLocation: sourceLocation)
            return
        }
    }
}
