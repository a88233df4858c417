internal import CVerbs
internal import Glibc

/// A protection domain: queue pairs reach only the regions of their own domain.
///
/// Thread safety: all calls from any thread; `close()` once nobody uses it. Cleanup: `close()`, or
/// deinit after all regions and queue pairs in it.
@safe
public final class ProtectionDomain: @unchecked Sendable {
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<ibv_pd>
    /// The device that it belongs to.
    public let device: DeviceContext

    /// Makes an empty domain.
    /// - Throws: ``VerbsError``.
    public init(on device: DeviceContext) throws(VerbsError) {
        guard let domain = unsafe ibv_alloc_pd(device.pointer) else {
            throw .call("ibv_alloc_pd", code: errno, doing: "making a protection domain")
        }
        unsafe raw = domain
        self.device = device
        device.life.retainChild()
    }

    /// Gives the domain back.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError`` with EBUSY while a region or queue pair in it is open.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call("ibv_dealloc_pd", code: code, doing: "closing a protection domain")
        }
    }

    @inline(__always)
    var pointer: UnsafeMutablePointer<ibv_pd> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            let code = unsafe Lifetime.outcome(ofDestroying: ibv_dealloc_pd(raw))
            if code == 0 { device.life.releaseChild() }
            return code
        }
    }

    deinit {
        // All that hung on it is gone by now; what the kernel refuses, it takes back at exit.
        _ = closeOnce()
    }
}
