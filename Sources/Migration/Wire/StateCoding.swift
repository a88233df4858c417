public import Guest
public import Platform

/// The fixed part of a device-state payload: vCPU count (4), guest time in nanoseconds (8), when it
/// was 0 on the destination's clock, in nanoseconds (8), then 8 bytes of operation count a vCPU.
///
/// The bytes that follow stand for the devices.
public enum StateCoding {
    /// The smallest state: one vCPU.
    static let minimumBytes = fixedBytes(vcpus: 1)

    /// The size of the fixed part for `vcpus` vCPUs.
    static func fixedBytes(vcpus: Int) -> Int { 4 + 8 + 8 + 8 * vcpus }

    static func encode(
        _ state: GuestState, timeZero: MonotonicTime, to bytes: inout [UInt8]
    ) {
        bytes.append(bigEndian: UInt32(state.operations.count))
        bytes.append(bigEndian: state.elapsedNanoseconds)
        bytes.append(bigEndian: timeZero.nanoseconds)
        for count in state.operations { bytes.append(bigEndian: count) }
    }

    /// Reads the fixed part; the guest must have `vcpus` vCPUs.
    /// - Throws: ``TransportError/malformed(_:)``.
    public static func decode(
        _ bytes: [UInt8], vcpus: Int
    ) throws(TransportError) -> (guest: GuestState, timeZero: MonotonicTime) {
        var reader = WireReader(bytes)
        let count = Int(try reader.number(UInt32.self))
        guard count == vcpus else {
            throw .malformed("the state is of \(count) vCPUs, the guest has \(vcpus)")
        }
        let elapsed = try reader.number(UInt64.self)
        let timeZero = MonotonicTime(nanoseconds: try reader.number(UInt64.self))
        var operations: [UInt64] = []
        for _ in 0..<count { operations.append(try reader.number(UInt64.self)) }
        return (GuestState(operations: operations, elapsedNanoseconds: elapsed), timeZero)
    }
}

/// The payload of a clock's reading: nanoseconds (8).
enum ClockCoding {
    static let byteCount = 8

    static func encode(_ time: MonotonicTime, to bytes: inout [UInt8]) {
        bytes.append(bigEndian: time.nanoseconds)
    }

    static func decode(_ bytes: [UInt8]) throws(TransportError) -> MonotonicTime {
        var reader = WireReader(bytes)
        let time = MonotonicTime(nanoseconds: try reader.number(UInt64.self))
        guard reader.remaining == 0 else {
            throw .malformed("\(bytes.count) bytes are no reading of a clock")
        }
        return time
    }
}

/// The payload of an answer: nanoseconds that resuming took (8).
enum AnswerCoding {
    static let byteCount = 8

    static func encode(_ answer: ResumeAnswer, to bytes: inout [UInt8]) {
        bytes.append(bigEndian: answer.resumeNanoseconds)
    }

    static func decode(_ bytes: [UInt8]) throws(TransportError) -> ResumeAnswer {
        var reader = WireReader(bytes)
        return ResumeAnswer(resumeNanoseconds: try reader.number(UInt64.self))
    }
}
