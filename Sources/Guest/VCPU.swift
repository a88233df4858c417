internal import Platform
internal import Synchronization

/// One vCPU: a thread that does operations on schedule until it is told to pause.
///
/// Open loop: operation i is due at anchor + i / rate, whether or not the vCPU is in time. A
/// vCPU that was stopped or starved does what it missed as fast as it can.
final class VCPU: Sendable {
    /// A vCPU that is ahead sleeps at least this long, so that operations due within it are
    /// done together: a sleep for each would cost more than the operations.
    static let tickNanoseconds: UInt64 = 200_000
    /// QEMU throttles in slices: it runs for 10 ms, then sleeps (system/cpu-throttle.c,
    /// CPU_THROTTLE_TIMESLICE_NS).
    static let throttleSliceNanoseconds: UInt64 = 10_000_000

    enum Command: UInt64 { case run, pause, quit }

    /// What it does; nil for a vCPU that writes nothing.
    private let operation: Operation?
    private let dirty: DirtyBitmap
    private let schedule: Schedule
    private let fault: GuestFault?
    /// What it notes of its operations; nil for a guest that is not measured.
    private let log: OperationLog?

    /// The last command in the two low bits; the bits above count commands, so that a pause that
    /// follows a run at once is told from the pause before it.
    private let order = Atomic(Command.pause.rawValue)
    private let wake = Semaphore()
    private let parked = Semaphore()
    private let operations = Atomic<UInt64>(0)
    /// With the fault `early-bit`: the operation that is counted and not written yet, plus 1.
    private let late = Atomic<UInt64>(0)
    private let clock = Mutex<ThreadCPUClock?>(nil)

    init(
        _ spec: GuestSpec, index: Int, memory: GuestMemory, dirty: DirtyBitmap,
        schedule: Schedule, fault: GuestFault?, isMeasured: Bool
    ) {
        let operation = Operation(spec, vcpu: index, memory: memory)
        self.operation = operation
        self.dirty = dirty
        self.schedule = schedule
        self.fault = fault
        log = isMeasured && operation != nil ? OperationLog(schedule) : nil
    }

    /// Operations done so far.
    var done: UInt64 { operations.load(ordering: .acquiring) }

    /// CPU seconds that the thread has used; nil before it runs.
    var cpuSeconds: Double? { clock.withLock { $0 }?.seconds }

    /// When the first operation since the guest was resumed was done; only while parked.
    var firstOperation: MonotonicTime? { log?.first }

    /// When the last one was; only while parked.
    var lastOperation: MonotonicTime? { log?.last }

    /// How late its operations were, as known at `now`, those that are not done too where told so;
    /// only while parked.
    func lateness(countingUndone: Bool, now: MonotonicTime) -> PhaseLateness? {
        log?.lateness(undone: countingUndone ? done : nil, now: now)
    }

    /// Gets ready to run on after `done` operations; only while parked.
    func prepare(done: UInt64) {
        set(done: done)
        log?.beginRun()
    }

    private func set(done: UInt64) { operations.store(done, ordering: .releasing) }

    /// Lets the vCPU run, or asks it to pause or quit.
    func tell(_ next: Command) {
        let count = order.load(ordering: .relaxed) >> 2
        order.store((count + 1) << 2 | next.rawValue, ordering: .releasing)
        wake.post()
    }

    /// Waits until the vCPU has parked after `tell(.pause)`; false at the deadline.
    func waitUntilParked(until deadline: Deadline) -> Bool { parked.wait(until: deadline) }

    /// Does the operations up to `count` at once and without logging; only while parked.
    func replay(to count: UInt64) {
        guard let operation else { return }
        writeLate(operation)
        var index = done
        while index < count {
            operation.write(index, page: operation.page(index))
            index += 1
        }
        set(done: index)
    }

    /// The body of the vCPU's thread.
    func run() {
        clock.withLock { $0 = CurrentThread.cpuClock() }
        CurrentThread.useExactTimers()
        var sliceStart = MonotonicTime.now.nanoseconds
        while true {
            let current = order.load(ordering: .acquiring)
            switch current & 3 {
            case Command.quit.rawValue: return
            case Command.pause.rawValue:
                park(on: current)
                sliceStart = MonotonicTime.now.nanoseconds
            default:
                let now = MonotonicTime.now.nanoseconds
                if throttle(since: sliceStart, now: now) {
                    sliceStart = MonotonicTime.now.nanoseconds
                } else {
                    work(now: now)
                }
            }
        }
    }

    private var mayRun: Bool { order.load(ordering: .acquiring) & 3 == Command.run.rawValue }

    private func park(on pause: UInt64) {
        parked.post()
        while order.load(ordering: .acquiring) == pause {
            // Another round after the hour: a parked vCPU costs nothing.
            _ = wake.wait(until: .after(seconds: 3600))
        }
    }

    /// Sleeps when a slice is over and the guest is throttled; false when there was no need.
    private func throttle(since start: UInt64, now: UInt64) -> Bool {
        let percent = schedule.throttlePercent
        guard percent > 0, now &- start >= Self.throttleSliceNanoseconds else { return false }
        let share = Double(percent) / 100
        let sleep = UInt64(Double(Self.throttleSliceNanoseconds) * share / (1 - share))
        _ = wake.wait(until: Deadline(at: MonotonicTime(nanoseconds: now &+ sleep)))
        return true
    }

    /// Does what is due, or sleeps until something is.
    private func work(now: UInt64) {
        guard let operation else {
            _ = wake.wait(until: .after(seconds: 3600))
            return
        }
        let next = done
        // An unpaced vCPU looks at its command every 256 operations, a paced one as often.
        let allDue = schedule.operationsDue(at: MonotonicTime(nanoseconds: now))
        let due = min(allDue ?? .max, next &+ 256)
        if next < due {
            perform(next..<due, operation)
            return
        }
        let time = max(schedule.dueTime(of: next), now &+ Self.tickNanoseconds)
        _ = wake.wait(until: Deadline(at: MonotonicTime(nanoseconds: time)))
    }

    private func perform(_ range: Range<UInt64>, _ operation: Operation) {
        if fault == .earlyBit { return performWithEarlyBit(range.lowerBound, operation) }
        var next = range.lowerBound
        while next < range.upperBound {
            let left = range.upperBound - next
            let end = next + min(left, log?.batch ?? left)
            for index in next..<end {
                let page = operation.page(index)
                operation.write(index, page: page)
                dirty.set(page)
            }
            operations.store(end, ordering: .releasing)
            log?.note(next..<end, now: .now)
            next = end
        }
    }

    /// The injected mistake: mark, let the migration take the mark and send the page, and only then
    /// write: with the next operation or, where none follows, once the guest has moved.
    private func performWithEarlyBit(_ index: UInt64, _ operation: Operation) {
        writeLate(operation)
        let page = operation.page(index)
        dirty.set(page)
        while dirty.isSet(page), mayRun { MonotonicTime.now.advanced(bySeconds: 0.0001).sleep() }
        late.store(index + 1, ordering: .releasing)
        operations.store(index + 1, ordering: .releasing)
        log?.note(index..<(index + 1), now: .now)
    }

    private func writeLate(_ operation: Operation) {
        let count = late.exchange(0, ordering: .acquiringAndReleasing)
        if count > 0 { operation.write(count - 1, page: operation.page(count - 1)) }
    }
}
