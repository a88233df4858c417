internal import CVerbs
internal import Glibc
public import Platform

/// Direct writes into the peer's memory, without the library's buffers on the other side.
extension RSocketStream {
    /// The longest region: the library tells its peer lengths of 32 bits.
    public static let longestRegion = Int(UInt32.max)

    /// Lets the peer write to `byteCount` bytes at `address`, which are registered for it, under
    /// the name `offset`; no other region of this connection may overlap with what it names.
    ///
    /// The peer can use the region once it has received bytes that were sent after this call.
    /// - Parameter total: what is to be registered in all, this region included, where it is not
    ///   the only one; errors name it as what is needed.
    /// - Throws: ``VerbsError``, for example where the peer has no room (``RSocketSizes/peerRegions``).
    public func openRegion(
        _ address: UnsafeMutableRawPointer, byteCount: Int, at offset: Int, total: Int? = nil
    ) throws(VerbsError) {
        precondition((1...Self.longestRegion).contains(byteCount), "a region of \(byteCount) bytes")
        let result = unsafe riomap(
            handle.descriptor, address, byteCount, PROT_WRITE, 0, off_t(offset))
        guard result >= 0 else {
            let code = errno
            throw .call(
                "riomap", code: code, doing: "opening \(byteCount) bytes to the peer",
                // Here EINVAL is not about the kind of access.
                advice: code == ENOMEM
                    ? MemoryRegion.advice(code: code, needing: total ?? byteCount) : nil)
        }
    }

    /// Takes back what ``openRegion(_:byteCount:at:)`` opened.
    /// - Throws: ``VerbsError``.
    public func closeRegion(
        _ address: UnsafeMutableRawPointer, byteCount: Int
    ) throws(VerbsError) {
        guard unsafe riounmap(handle.descriptor, address, byteCount) == 0 else {
            throw .call("riounmap", code: errno, doing: "closing \(byteCount) bytes to the peer")
        }
    }

    /// Writes `byteCount` bytes from `address` to what the peer has opened under `offset`: into one
    /// region, because the library loses itself where a write goes on into the next.
    ///
    /// Bytes that are sent afterwards arrive after them.
    /// - Throws: ``VerbsError``, as timed out where it could not all leave before the deadline.
    public func write(
        _ address: UnsafeRawPointer, byteCount: Int, at offset: Int, until deadline: Deadline
    ) throws(VerbsError) {
        let doing = "writing by rsocket"
        var done = 0
        while done < byteCount {
            try handle.checkOpen(doing: doing)
            // An unsigned number by its declaration, but -1 means what it always does.
            let written = unsafe riowrite(
                handle.descriptor, address + done, byteCount - done, off_t(offset + done), 0)
            if written > 0 {
                done += written
            } else if written == 0 {
                throw .call("riowrite", code: EFAULT, doing: "writing where no region is open")
            } else {
                try pause(errno, for: POLLOUT, until: deadline, doing: doing)
            }
        }
    }
}
