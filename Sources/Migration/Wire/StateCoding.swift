public import Guest

/// The fixed part of a device-state payload: vCPU count (4), guest time in nanoseconds (8), then 8
/// bytes of operation count a vCPU.
///
/// The bytes that follow stand for the devices.
public enum StateCoding {
    /// The smallest state: one vCPU.
    static let minimumBytes = 4 + 8 + 8

    /// The size of the fixed part for `vcpus` vCPUs.
    static func fixedBytes(vcpus: Int) -> Int { 4 + 8 + 8 * vcpus }

    static func encode(_ state: GuestState, to bytes: inout [UInt8]) {
        bytes.append(bigEndian: UInt32(state.operations.count))
        bytes.append(bigEndian: state.elapsedNanoseconds)
        for count in state.operations { bytes.append(bigEndian: count) }
    }

    /// Reads the fixed part; the guest must have `vcpus` vCPUs.
    /// - Throws: ``TransportError/malformed(_:)``.
    public static func decode(_ bytes: [UInt8], vcpus: Int) throws(TransportError) -> GuestState {
        var reader = WireReader(bytes)
        let count = Int(try reader.number(UInt32.self))
        guard count == vcpus else {
            throw .malformed("the state is of \(count) vCPUs, the guest has \(vcpus)")
        }
        let elapsed = try reader.number(UInt64.self)
        var operations: [UInt64] = []
        for _ in 0..<count { operations.append(try reader.number(UInt64.self)) }
        return GuestState(operations: operations, elapsedNanoseconds: elapsed)
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
