internal import Glibc
internal import Synchronization

/// Counts the work requests of one queue: posted, and known to be over.
///
/// A request without a completion of its own is over when a later one is, because a queue pair
/// works in order. Thread safety: one thread posts; `retire` and `outstanding` from any.
struct QueueDepth: ~Copyable, Sendable {
    /// The most requests at a time.
    let limit: Int
    private let posted = Atomic<UInt64>(0)
    private let retired = Atomic<UInt64>(0)
    private let unsignalled = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// The number of the next request.
    var next: UInt64 { posted.load(ordering: .relaxed) }

    /// Requests that may still be under way.
    var outstanding: Int {
        // Read in this order so that the difference is never negative.
        let over = retired.load(ordering: .acquiring)
        return Int(posted.load(ordering: .acquiring) - over)
    }

    var hasRoom: Bool { outstanding < limit }

    /// Whether the next request must ask for a completion: a queue full of requests that did not
    /// would never be known to be over.
    var mustSignal: Bool { unsignalled.load(ordering: .relaxed) + 1 >= limit }

    func notePosted(signalled: Bool) {
        posted.add(1, ordering: .releasing)
        if signalled {
            unsignalled.store(0, ordering: .relaxed)
        } else {
            unsignalled.add(1, ordering: .relaxed)
        }
    }

    /// Notes that the request `sequence` is over and with it all before.
    func retire(through sequence: UInt64) {
        _ = retired.max(sequence + 1, ordering: .acquiringAndReleasing)
    }

    /// What helps where a device refuses a queue, as far as the error number tells.
    static func advice(code: Int32) -> String? {
        switch code {
        case EINVAL: "the device may have no room for so many: choose less with --queue-depth"
        case ENOMEM:
            "memory is short, the device has no room for so many (choose less with --queue-depth), "
                + "or the limit on locked memory is reached (raise it: ulimit -l unlimited, or "
                + "LimitMEMLOCK=infinity in its unit)"
        default: nil
        }
    }
}
