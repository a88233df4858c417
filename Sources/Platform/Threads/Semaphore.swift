internal import CLinux
internal import Glibc

/// A counting semaphore whose waits have deadlines.
///
/// Thread safety: all calls from any thread; the object must outlive its waiters.
@safe
public final class Semaphore: @unchecked Sendable {
    // sem_t must not move: it lives in memory of its own. Unchecked because the pointer is
    // constant and sem_t is made for sharing.
    private let semaphore: UnsafeMutablePointer<sem_t>

    /// A semaphore that `count` waits pass at once.
    public init(count: UInt32 = 0) {
        unsafe semaphore = .allocate(capacity: 1)
        let result = unsafe sem_init(semaphore, 0, count)
        precondition(result == 0, "semaphore count \(count) is out of range")
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Lets one wait pass.
    public func post() {
        let result = unsafe sem_post(semaphore)
        precondition(result == 0, "semaphore overflow")
    }

    /// Waits for a post; false when the deadline came first.
    public func wait(until deadline: Deadline) -> Bool {
        unsafe linux_semaphore_wait_until(semaphore, deadline.time.nanoseconds) == 0
    }

    /// Takes a post that is already there; false when there is none.
    public func tryWait() -> Bool { unsafe sem_trywait(semaphore) == 0 }
}
