internal import CVerbs
internal import Glibc
internal import Platform

/// A descriptor that becomes readable at a deadline, or at once when somebody rings.
///
/// Thread safety: one thread arms and waits; `ring()` from any. Cleanup: deinit.
struct WakeTimer: ~Copyable, Sendable {
    let descriptor: Int32

    init() throws(VerbsError) {
        descriptor = verbs_timer_create()
        guard descriptor >= 0 else {
            throw .call("timerfd_create", code: errno, doing: "making a timer for an rsocket")
        }
    }

    func arm(_ deadline: Deadline) { set(deadline.time.nanoseconds) }

    /// A time that has passed.
    func ring() { set(1) }

    private func set(_ nanoseconds: UInt64) {
        // It fails only for a time that is none.
        let result = verbs_timer_set(descriptor, max(1, nanoseconds))
        precondition(result == 0, "timerfd_settime refused a correct call")
    }

    deinit { _ = Glibc.close(descriptor) }
}
