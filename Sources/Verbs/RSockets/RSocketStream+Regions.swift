internal import CVerbs
internal import Glibc
public import Platform

/// Direct writes into the peer's memory, without the library's buffers on the other side.
extension RSocketStream {
    /// Lets the peer write to `byteCount` bytes at `address`, which are registered for it.
    ///
    /// The peer can use the region once it has received bytes that were sent after this call.
    /// - Returns: where the peer finds the first byte (a 64-bit number), to be given to ``write(_:byteCount:toOffset:until:)``.
    /// - Throws: ``VerbsError``, for example where the peer has no room (``RSocketSizes/peerRegions``).
    public func openRegion(
        _ address: UnsafeMutableRawPointer, byteCount: Int
    ) throws(VerbsError) -> Int {
        let offset = unsafe riomap(handle.descriptor, address, byteCount, PROT_WRITE, 0, -1)
        guard offset >= 0 else {
            throw .call("riomap", code: errno, doing: "opening \(byteCount) bytes to the peer")
        }
        return Int(offset)
    }

    /// Takes back what ``openRegion(_:byteCount:)`` opened.
    /// - Throws: ``VerbsError``.
    public func closeRegion(
        _ address: UnsafeMutableRawPointer, byteCount: Int
    ) throws(VerbsError) {
        guard unsafe riounmap(handle.descriptor, address, byteCount) == 0 else {
            throw .call("riounmap", code: errno, doing: "closing \(byteCount) bytes to the peer")
        }
    }

    /// Writes `byteCount` bytes from `address` into a region that the peer has opened.
    ///
    /// Bytes that are sent afterwards arrive after them.
    /// - Throws: ``VerbsError``, as timed out where it could not all leave before the deadline.
    public func write(
        _ address: UnsafeRawPointer, byteCount: Int, toOffset offset: Int, until deadline: Deadline
    ) throws(VerbsError) {
        var done = 0
        while done < byteCount {
            let written = unsafe riowrite(
                handle.descriptor, address + done, byteCount - done, off_t(offset + done), 0)
            if written > 0 {
                done += written
            } else {
                try pause(errno, for: POLLOUT, until: deadline, doing: "writing by rsocket")
            }
        }
    }
}
