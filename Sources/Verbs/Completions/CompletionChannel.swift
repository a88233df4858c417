internal import CVerbs
internal import Glibc
internal import Platform

/// A descriptor that wakes a thread when a completion queue has something.
///
/// A channel serves one queue, so that an event needs no looking up.
///
/// Thread safety: one thread waits at a time; `close()` once nobody uses it. Cleanup: `close()`, or
/// deinit after its queue.
@safe
public final class CompletionChannel: @unchecked Sendable {
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<ibv_comp_channel>
    /// The device that it belongs to.
    public let device: DeviceContext

    /// Makes a channel.
    /// - Throws: ``VerbsError``, for example for want of descriptors.
    public init(on device: DeviceContext) throws(VerbsError) {
        let doing = "making a completion channel"
        guard let channel = unsafe ibv_create_comp_channel(device.pointer) else {
            throw .call("ibv_create_comp_channel", code: errno, doing: doing)
        }
        // Waiting is poll(2)'s part, which has a deadline.
        guard unsafe verbs_set_nonblocking(channel.pointee.fd) == 0 else {
            let code = errno
            unsafe ibv_destroy_comp_channel(channel)
            throw .call("fcntl", code: code, doing: doing)
        }
        unsafe raw = channel
        self.device = device
        device.life.retainChild()
    }

    /// Takes one event; false when the deadline came first.
    func takeEvent(until deadline: Deadline) throws(VerbsError) -> Bool {
        let descriptor = unsafe pointer.pointee.fd
        let doing = "waiting for completions"
        while try DescriptorWait.untilReadable(descriptor, until: deadline, doing: doing) {
            var queue: UnsafeMutablePointer<ibv_cq>?
            var context: UnsafeMutableRawPointer?
            if unsafe ibv_get_cq_event(pointer, &queue, &context) == 0 { return true }
            let code = errno
            if code != EAGAIN && code != EINTR {
                throw .call("ibv_get_cq_event", code: code, doing: doing)
            }
        }
        return false
    }

    /// Gives the channel back.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError`` with EBUSY while its queue is open.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call(
                "ibv_destroy_comp_channel", code: code, doing: "closing a completion channel")
        }
    }

    @inline(__always)
    var pointer: UnsafeMutablePointer<ibv_comp_channel> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            let code = unsafe Lifetime.outcome(ofDestroying: ibv_destroy_comp_channel(raw))
            if code == 0 { device.life.releaseChild() }
            return code
        }
    }

    deinit {
        // All that hung on it is gone by now; what the kernel refuses, it takes back at exit.
        _ = closeOnce()
    }
}
