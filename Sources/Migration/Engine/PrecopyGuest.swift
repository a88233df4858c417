public import Guest
public import Platform

/// What the precopy engine needs of a guest.
public protocol PrecopyGuest: AnyObject {
    /// The number of guest pages.
    var pageCount: Int { get }
    /// Operations done so far over all vCPUs.
    var operationsDone: UInt64 { get }
    /// When guest time was 0, on this host's clock: what its operations are due from.
    var timeZero: MonotonicTime { get }
    /// Moves the dirty log into `pages`; returns how many pages were not in it before.
    func drainDirtyLog(into pages: PageSet) -> Int
    /// Moves the pages of `batch` that are zero now from `normal` to `zero`.
    func sortZeroPages(_ batch: inout PageBatch)
    /// Stops the guest and returns where it goes on.
    func pause() throws(SystemError) -> GuestState
    /// Makes the guest sleep `percent` of its time.
    func setThrottle(percent: Int)
}

extension Guest: PrecopyGuest {
    /// The number of guest pages.
    public var pageCount: Int { memory.pageCount }

    /// Moves the dirty log into `pages`; returns how many pages were not in it before.
    public func drainDirtyLog(into pages: PageSet) -> Int { dirty.drain(into: pages) }

    /// Moves the pages of `batch` that are zero now from `normal` to `zero`.
    public func sortZeroPages(_ batch: inout PageBatch) {
        let runs = batch.normal
        batch.normal.removeAll(keepingCapacity: true)
        for run in runs { batch.sort(run, of: memory) }
    }
}

/// The engine's time: the host's clock, or a simulated one in tests.
public protocol EngineClock: AnyObject {
    /// The time now.
    var now: MonotonicTime { get }
    /// Returns at `time`.
    func sleep(until time: MonotonicTime)
}

/// The host's monotonic clock.
public final class HostClock: EngineClock {
    /// A view of the one clock there is.
    public init() {}

    /// The time now.
    public var now: MonotonicTime { .now }

    /// Sleeps until `time`.
    public func sleep(until time: MonotonicTime) { time.sleep() }
}
