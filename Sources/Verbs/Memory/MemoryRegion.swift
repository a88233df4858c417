internal import CVerbs
internal import Glibc

/// Memory that is registered with a device: pinned, and reachable by its keys.
///
/// Thread safety: registering different regions from several threads at a time is fine and faster;
/// a region's own calls from any thread; `close()` once nothing posted names it. Cleanup:
/// `close()`, or deinit. The memory itself must outlive the region and is not owned by it.
@safe
public final class MemoryRegion: @unchecked Sendable {
    // Unchecked because the address is only a number here: nothing is read or written through it.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<ibv_mr>
    /// The domain that it belongs to.
    public let domain: ProtectionDomain
    /// The first byte.
    public let address: UnsafeMutableRawPointer
    /// Size in bytes.
    public let byteCount: Int
    /// Who may do what.
    public let access: MemoryAccess

    /// Registers `byteCount` bytes at `address`.
    /// - Parameter total: what is to be registered in all, this region included, where it is not
    ///   the only one; errors name it as what is needed.
    /// - Throws: ``VerbsError``, with advice where locked memory is limited too low.
    public init(
        in domain: ProtectionDomain, address: UnsafeMutableRawPointer, byteCount: Int,
        access: MemoryAccess, total: Int? = nil
    ) throws(VerbsError) {
        // Not ibv_reg_mr: the function of this name takes no optional flags (relaxed ordering).
        let region = unsafe ibv_reg_mr_iova2(
            domain.pointer, address, byteCount, UInt64(UInt(bitPattern: address)),
            access.rawValue)
        guard let region = unsafe region else {
            let code = errno
            throw .call(
                "ibv_reg_mr_iova2", code: code, doing: "registering \(byteCount) bytes of memory",
                advice: Self.advice(code: code, needing: total ?? byteCount))
        }
        unsafe raw = region
        self.domain = domain
        unsafe self.address = address
        self.byteCount = byteCount
        self.access = access
        domain.life.retainChild()
    }

    /// What this host's work requests name the region by.
    public var localKey: LocalKey { LocalKey(value: unsafe pointer.pointee.lkey) }

    /// What the peer's work requests name the region by.
    public var remoteKey: RemoteKey { RemoteKey(wireValue: unsafe pointer.pointee.rkey) }

    /// A part of the region as a local segment of a work request.
    public func segment(offset: Int = 0, byteCount: Int) -> Segment {
        precondition(offset >= 0 && byteCount >= 0 && offset + byteCount <= self.byteCount)
        return unsafe Segment(address: address + offset, byteCount: byteCount, key: localKey)
    }

    /// Deregisters the memory: from then on the device and the peer cannot reach it.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError``.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call("ibv_dereg_mr", code: code, doing: "deregistering \(byteCount) bytes")
        }
    }

    @inline(__always)
    private var pointer: UnsafeMutablePointer<ibv_mr> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            let code = unsafe Lifetime.outcome(ofDestroying: ibv_dereg_mr(raw))
            if code == 0 { domain.life.releaseChild() }
            return code
        }
    }

    /// What helps against a refused registration, as far as the error number tells.
    /// - Parameter needed: the bytes that are to be registered in all.
    static func advice(
        code: Int32, needing needed: Int, limit: UInt64? = MemoryRegion.lockedBytesLimit
    ) -> String? {
        switch code {
        case ENOMEM:
            guard let limit else { return "memory is short: \(needed) bytes are to stay in it" }
            let remedy = "ulimit -l unlimited, or LimitMEMLOCK=infinity in its unit"
            return limit < UInt64(needed)
                ? "\(needed) bytes are to be locked in memory and this process may lock \(limit): "
                    + "raise it (\(remedy))"
                : "memory is short, or the \(limit) bytes that this process may lock are used up: "
                    + "\(needed) were to be locked (\(remedy))"
        case EOPNOTSUPP, EINVAL: return "the device may not offer this kind of access"
        default: return nil
        }
    }

    /// The bytes that this process may lock in memory (RLIMIT_MEMLOCK); nil where there is no limit.
    ///
    /// A process with the capability IPC_LOCK, such as root's, may lock more.
    public static var lockedBytesLimit: UInt64? {
        var limit = rlimit()
        let result = unsafe getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
        // It fails only for a bad argument; all bits set stand for "no limit".
        return result == 0 && limit.rlim_cur != .max ? UInt64(limit.rlim_cur) : nil
    }

    deinit {
        // Nothing hangs on a region; what the kernel refuses, it takes back at exit.
        _ = closeOnce()
    }
}
