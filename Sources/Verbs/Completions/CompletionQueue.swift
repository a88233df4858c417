internal import CVerbs
internal import Glibc
public import Platform
internal import Synchronization

/// Where the completions of queue pairs arrive.
///
/// Thread safety: queue pairs may post from any thread; one thread polls or waits at a time;
/// `close()` once nobody uses it. Cleanup: `close()`, or deinit after its queue pairs.
@safe
public final class CompletionQueue: @unchecked Sendable {
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<ibv_cq>
    /// The channel that wakes a sleeping waiter; nil for a queue that is only polled.
    public let channel: CompletionChannel?
    /// The device that it belongs to.
    public let device: DeviceContext
    /// The most completions that it holds.
    public let capacity: Int

    private let reserved = Atomic(0)
    // The two below are the waiting thread's; atomic only so that another may wait later.
    private let isArmed = Atomic(false)
    private let unacknowledged = Atomic<UInt32>(0)

    /// How to wait for a completion.
    public enum WaitMode: Sendable, Hashable {
        /// Ask again and again: the lowest latency, and a whole core.
        case poll
        /// Sleep on the channel until there is something.
        case event
        /// Ask for this many microseconds, then sleep on the channel.
        case adaptive(pollMicroseconds: Int)
    }

    /// Makes a queue for `capacity` completions, without a channel: for ``WaitMode/poll`` only.
    /// - Throws: ``VerbsError``.
    public convenience init(on device: DeviceContext, capacity: Int) throws(VerbsError) {
        try self.init(on: device, capacity: capacity, channel: nil)
    }

    /// Makes a queue for `capacity` completions whose waiters can sleep on `channel`, which must
    /// not serve another queue.
    /// - Throws: ``VerbsError``.
    public convenience init(
        on channel: CompletionChannel, capacity: Int
    ) throws(VerbsError) {
        try self.init(on: channel.device, capacity: capacity, channel: channel)
    }

    private init(
        on device: DeviceContext, capacity: Int, channel: CompletionChannel?
    ) throws(VerbsError) {
        let queue = unsafe ibv_create_cq(
            device.pointer, Int32(clamping: capacity), nil, channel?.pointer, 0)
        guard let queue = unsafe queue else {
            let code = errno
            throw .call(
                "ibv_create_cq", code: code,
                doing: "making a completion queue of \(capacity) entries",
                advice: QueueDepth.advice(code: code))
        }
        unsafe raw = queue
        self.device = device
        self.channel = channel
        // The device may round up.
        self.capacity = unsafe Int(queue.pointee.cqe)
        if let channel { channel.life.retainChild() } else { device.life.retainChild() }
    }

    /// Takes what is there, without waiting.
    ///
    /// - Returns: how many completions `batch` has now; 0 when there are none.
    /// - Throws: ``VerbsError`` where the queue itself has failed.
    @discardableResult
    public func poll(into batch: inout CompletionBatch) throws(VerbsError) -> Int {
        let count = unsafe batch.fill(from: pointer)
        guard count >= 0 else {
            throw .call("ibv_poll_cq", code: EIO, doing: "polling a completion queue")
        }
        return count
    }

    /// Waits for at least one completion.
    ///
    /// - Returns: how many completions `batch` has now; 0 when the deadline came first.
    /// - Throws: ``VerbsError`` where the queue itself has failed.
    @discardableResult
    public func wait(
        into batch: inout CompletionBatch, mode: WaitMode, until deadline: Deadline
    ) throws(VerbsError) -> Int {
        switch mode {
        case .poll: return try spin(into: &batch, until: deadline)
        case .event: break
        case .adaptive(let microseconds):
            let end = deadline.earlier(.after(seconds: Double(microseconds) / 1e6))
            let count = try spin(into: &batch, until: end)
            if count > 0 { return count }
        }
        return try sleep(into: &batch, until: deadline)
    }

    private func spin(
        into batch: inout CompletionBatch, until deadline: Deadline
    ) throws(VerbsError) -> Int {
        while true {
            // The clock is asked once in many polls only. No pause instruction: on it a virtual
            // processor leaves its machine, emulated or not, and the device may need the host.
            for _ in 0..<Self.pollsPerLook {
                let count = try poll(into: &batch)
                if count > 0 { return count }
            }
            if deadline.hasPassed { return 0 }
        }
    }

    private func sleep(
        into batch: inout CompletionBatch, until deadline: Deadline
    ) throws(VerbsError) -> Int {
        guard let channel else { preconditionFailure("a queue without a channel cannot sleep") }
        while true {
            let count = try poll(into: &batch)
            if count > 0 { return count }
            if !isArmed.load(ordering: .relaxed) {
                try arm()
                // What came before the queue was armed gives no event: look once more.
                continue
            }
            guard try channel.takeEvent(until: deadline) else { return 0 }
            isArmed.store(false, ordering: .relaxed)
            unacknowledged.add(1, ordering: .relaxed)
            // Each acknowledgement takes a lock: many events at a time.
            if unacknowledged.load(ordering: .relaxed) >= Self.eventsPerAcknowledgement {
                acknowledge()
            }
        }
    }

    private func arm() throws(VerbsError) {
        let code = unsafe ibv_req_notify_cq(pointer, 0)
        guard code == 0 else {
            throw .call("ibv_req_notify_cq", code: code, doing: "asking for a completion event")
        }
        isArmed.store(true, ordering: .relaxed)
    }

    private func acknowledge() {
        let count = unacknowledged.exchange(0, ordering: .relaxed)
        if count > 0 { unsafe ibv_ack_cq_events(pointer, count) }
    }

    private static let pollsPerLook = 64
    private static let eventsPerAcknowledgement: UInt32 = 64

    /// Sets entries aside for a queue pair, so that the queue never overflows.
    func reserve(_ count: Int) throws(VerbsError) {
        let (_, now) = reserved.add(count, ordering: .relaxed)
        guard now <= capacity else {
            reserved.subtract(count, ordering: .relaxed)
            throw .call(
                "rdma_create_qp", code: ENOSPC,
                doing: "attaching a queue pair that needs \(now) entries in all to a completion "
                    + "queue of \(capacity)")
        }
    }

    func unreserve(_ count: Int) { reserved.subtract(count, ordering: .relaxed) }

    /// Gives the queue back.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError`` with EBUSY while a queue pair of it is open.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call("ibv_destroy_cq", code: code, doing: "closing a completion queue")
        }
    }

    @inline(__always)
    var pointer: UnsafeMutablePointer<ibv_cq> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            // The library waits for ever for an event that nobody acknowledges.
            let count = unacknowledged.exchange(0, ordering: .relaxed)
            if count > 0 { unsafe ibv_ack_cq_events(raw, count) }
            let code = unsafe Lifetime.outcome(ofDestroying: ibv_destroy_cq(raw))
            if code == 0 {
                if let channel {
                    channel.life.releaseChild()
                } else {
                    device.life.releaseChild()
                }
            }
            return code
        }
    }

    deinit {
        // All that hung on it is gone by now; what the kernel refuses, it takes back at exit.
        _ = closeOnce()
    }
}
