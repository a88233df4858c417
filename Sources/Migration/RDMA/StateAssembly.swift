internal import Guest
internal import Platform

/// Puts the device state together as its pieces come.
///
/// Only the guest's part is kept: what stands for devices is counted.
struct StateAssembly {
    private let vcpus: Int
    private var head: (guest: GuestState, timeZero: MonotonicTime)?
    private var totalBytes = 0
    private var offset = 0

    init(vcpus: Int) { self.vcpus = vcpus }

    /// Adds a piece; the whole state once the last is there.
    /// - Throws: ``TransportError/malformed(_:)``.
    mutating func add(_ message: ControlMessage) throws(TransportError) -> DeviceState? {
        let fixed = StateCoding.fixedBytes(vcpus: vcpus)
        let piece = try StatePiece(decoding: message.payload, expected: offset, minimum: fixed)
        if offset == 0 {
            totalBytes = piece.totalBytes
            head = try StateCoding.decode([UInt8](piece.bytes[..<fixed]), vcpus: vcpus)
        }
        guard piece.totalBytes == totalBytes else {
            throw .malformed("a state of \(totalBytes) bytes now has \(piece.totalBytes)")
        }
        offset += piece.bytes.count
        guard offset == totalBytes, let head else { return nil }
        return DeviceState(guest: head.guest, timeZero: head.timeZero, byteCount: totalBytes)
    }
}
