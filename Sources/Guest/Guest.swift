public import Platform
internal import Synchronization

/// A simulated guest: memory, a dirty log and vCPU threads that write.
///
/// Life: made paused; `resume(from:)`, `pause()` and `resume(from:)` again as often as wanted;
/// `stop()` ends the threads. Control calls come from one thread at a time.
public final class Guest: Sendable {
    /// What the guest was made from.
    public let spec: GuestSpec
    /// Its memory.
    public let memory: GuestMemory
    /// Its dirty log: always on.
    public let dirty: DirtyBitmap

    private let fault: GuestFault?
    private let schedule: Schedule
    private let vcpus: [VCPU]
    private let threads: [NativeThread]
    private let elapsedWhenPaused = Mutex<UInt64>(0)
    private let isRunning = Mutex(false)

    /// The longest that a vCPU may take to park.
    ///
    /// One operation takes microseconds; this allows for a host that has no core free.
    static let parkSeconds = 10.0

    /// The longest stop that a resumed guest catches up with, in nanoseconds: an hour.
    ///
    /// Waits end long before; what is more is a clock that went wrong.
    static let longestStop: Int64 = 3_600_000_000_000

    /// Makes a guest with parked vCPUs over `memory`.
    /// - Parameter isMeasured: Whether it notes when operations are done; a benchmark looks at what
    ///   that costs.
    /// - Throws: ``SystemError`` when the dirty log or a thread cannot be made.
    public init(
        _ spec: GuestSpec, memory: GuestMemory, fault: GuestFault? = nil, isMeasured: Bool = true
    ) throws(SystemError) {
        let dirty = try DirtyBitmap(pageCount: memory.pageCount)
        let schedule = Schedule(spec)
        self.spec = spec
        self.fault = fault
        self.memory = memory
        self.dirty = dirty
        self.schedule = schedule
        vcpus = (0..<spec.vcpus).map { index in
            VCPU(
                spec, index: index, memory: memory, dirty: dirty, schedule: schedule,
                fault: fault, isMeasured: isMeasured)
        }
        var started: [NativeThread] = []
        for (index, vcpu) in vcpus.enumerated() {
            started.append(
                try NativeThread(name: "vcpu-\(index)", role: .vcpu) { vcpu.run() })
        }
        threads = started
        for vcpu in vcpus where !vcpu.waitUntilParked(until: .after(seconds: Self.parkSeconds)) {
            throw SystemError.timeout("sem_clockwait", doing: "waiting for a new vCPU to park")
        }
    }

    deinit {
        // Backstop: threads hold the vCPUs, not the guest, and end when told so.
        for vcpu in vcpus { vcpu.tell(.quit) }
    }

    /// Lets the guest run on from `state`.
    /// - Parameter timeZero: when guest time was 0, on this host's clock: operations that fell due
    ///   while the guest stood still are late then. Nil goes on where guest time stopped, so that
    ///   none is.
    public func resume(from state: GuestState, timeZero: MonotonicTime? = nil) {
        precondition(state.operations.count == vcpus.count, "a state of another guest")
        for (vcpu, count) in zip(vcpus, state.operations) { vcpu.prepare(done: count) }
        let now = MonotonicTime.now
        schedule.start(elapsed: Self.elapsed(of: state, timeZero: timeZero, now: now), now: now)
        isRunning.withLock { $0 = true }
        if fault == .standStill { return }
        for vcpu in vcpus { vcpu.tell(.run) }
    }

    /// Guest time at `now`: no less than where it stopped, since the guest cannot resume before
    /// that, whatever the uncertainty of a clock.
    static func elapsed(
        of state: GuestState, timeZero: MonotonicTime?, now: MonotonicTime
    ) -> UInt64 {
        guard let timeZero else { return state.elapsedNanoseconds }
        let stood = now.nanoseconds &- timeZero.nanoseconds &- state.elapsedNanoseconds
        let stop = min(max(0, Int64(bitPattern: stood)), longestStop)
        return state.elapsedNanoseconds &+ UInt64(stop)
    }

    /// Begins `phase` at `time`, for telling how late the operations of each were.
    public func begin(_ phase: GuestPhase, at time: MonotonicTime = .now) {
        schedule.phases.begin(phase, at: time)
    }

    /// When guest time was 0, on this host's clock; of a guest that has been resumed.
    public var timeZero: MonotonicTime { schedule.timeZero }

    /// When the first operation since the guest was resumed was done; only while it is paused.
    ///
    /// Nil where there was none.
    public var firstOperation: MonotonicTime? { vcpus.compactMap(\.firstOperation).min() }

    /// When the last one was; only while the guest is paused.
    public var lastOperation: MonotonicTime? { vcpus.compactMap(\.lastOperation).max() }

    /// How late the operations were that were done here; only while the guest is paused.
    ///
    /// Nil for a guest without a schedule: one that is idle or unpaced.
    /// - Parameter countingUndone: Whether those that fell due up to the end of the span and were not
    ///   done count too, with the lateness that they have now: of a guest that goes on nowhere else.
    public func latency(countingUndone: Bool) -> GuestLatency? {
        let now = MonotonicTime.now
        let parts = vcpus.compactMap { $0.lateness(countingUndone: countingUndone, now: now) }
        guard var sum = parts.first else { return nil }
        for part in parts.dropFirst() { sum.add(part) }
        return GuestLatency(sum)
    }

    /// Stops all vCPUs between two operations.
    /// - Returns: the state to go on from.
    /// - Throws: ``SystemError`` with ETIMEDOUT when a vCPU does not stop.
    public func pause() throws(SystemError) -> GuestState {
        let wasRunning = isRunning.withLock { running in
            defer { running = false }
            return running
        }
        if wasRunning {
            for vcpu in vcpus { vcpu.tell(.pause) }
            let deadline = Deadline.after(seconds: Self.parkSeconds)
            for vcpu in vcpus where !vcpu.waitUntilParked(until: deadline) {
                throw SystemError.timeout("sem_clockwait", doing: "waiting for a vCPU to stop")
            }
            elapsedWhenPaused.withLock { $0 = schedule.elapsed(at: .now) }
        }
        return GuestState(
            operations: vcpus.map(\.done), elapsedNanoseconds: elapsedWhenPaused.withLock { $0 })
    }

    /// Does all operations up to those of `state` at once: how a paused source catches up with
    /// the guest that has run on at the destination.
    /// - Throws: ``SystemError`` when a thread cannot be made.
    public func replay(to state: GuestState) throws(SystemError) {
        precondition(state.operations.count == vcpus.count, "a state of another guest")
        let vcpus = vcpus
        try ParallelPages.run(vcpus.count, name: "replay") { range in
            for index in range { vcpus[index].replay(to: state.operations[index]) }
        }
    }

    /// Makes the vCPUs sleep `percent` (0 to 99) of their time, as QEMU's auto-converge does.
    public func setThrottle(percent: Int) { schedule.setThrottle(percent: percent) }

    /// Whether each vCPU has done an operation since `state`; an idle guest has none to do.
    public func hasMoved(since state: GuestState) -> Bool {
        spec.workload.kind == .idle || zip(vcpus, state.operations).allSatisfy { $0.done > $1 }
    }

    /// Operations done so far over all vCPUs.
    public var operationsDone: UInt64 { vcpus.reduce(0) { $0 + $1.done } }

    /// Operations that a host with time to spare would have done within `elapsed` nanoseconds of
    /// guest time; nil when the guest is unpaced.
    public func operationsDue(elapsed: UInt64) -> UInt64? {
        guard spec.workload.kind != .idle else { return 0 }
        return schedule.operationsDue(elapsed: elapsed).map { $0 * UInt64(vcpus.count) }
    }

    /// Guest time in nanoseconds; only while the guest runs.
    public var elapsedNanoseconds: UInt64 { schedule.elapsed(at: .now) }

    /// CPU seconds used by the vCPU threads so far.
    public var vcpuSeconds: Double { vcpus.reduce(0) { $0 + ($1.cpuSeconds ?? 0) } }

    /// Ends the vCPU threads.
    ///
    /// The memory stays.
    /// - Throws: ``SystemError`` with ETIMEDOUT when a thread does not end.
    public func stop() throws(SystemError) {
        for vcpu in vcpus { vcpu.tell(.quit) }
        let deadline = Deadline.after(seconds: Self.parkSeconds)
        for thread in threads { try thread.join(until: deadline) }
    }
}
