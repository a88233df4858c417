internal import Glibc
internal import Synchronization

/// Whether an object of a C library is open, and how many others hang on it.
///
/// Thread safety: all calls from any thread, but `close` only when no other thread uses the object.
/// Cleanup: the class around it calls `close` from its own `close()` and from its deinitialiser.
struct Lifetime: ~Copyable, Sendable {
    private let isClosed = Atomic(false)
    private let children = Atomic(0)

    /// Stops the program where the object is used after it was closed: its memory is gone.
    @inline(__always)
    func mustBeOpen() {
        precondition(!isClosed.load(ordering: .relaxed), "used after close()")
    }

    /// Notes an object that must be closed before this one.
    func retainChild() { children.add(1, ordering: .relaxed) }

    /// Notes that such an object is closed.
    func releaseChild() { children.subtract(1, ordering: .acquiringAndReleasing) }

    /// Gives the object back with `destroy`, the first time only.
    ///
    /// - Returns: 0, or an error number: then the object is still open. EBUSY where something still
    ///   hangs on it, which the libraries do not all check.
    func close(_ destroy: () -> Int32) -> Int32 {
        guard !isClosed.load(ordering: .acquiring) else { return 0 }
        guard children.load(ordering: .acquiring) == 0 else { return EBUSY }
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return 0 }
        let code = destroy()
        if code != 0 { isClosed.store(false, ordering: .releasing) }
        return code
    }

    /// What destroying an object has come to: 0 also where its device has gone, and the object with
    /// it (ENODEV, and EIO from a kernel that has taken a device from under its users).
    static func outcome(ofDestroying code: Int32) -> Int32 {
        code == ENODEV || code == EIO ? 0 : code
    }
}
