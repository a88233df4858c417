public import Guest

/// How a process is recorded.
public struct RecordingSettings: Sendable {
    /// What tells of its writes.
    public var method: RecordingMethod
    /// The length of an interval in nanoseconds, within ``Trace/intervalRange``.
    public var intervalNanoseconds: UInt64
    /// The most intervals, 1 to ``Trace/maximumIntervals``.
    public var intervalCount: Int
    /// What is recorded and how, in a line.
    public var origin: String

    /// Describes a recording.
    public init(
        method: RecordingMethod, intervalNanoseconds: UInt64, intervalCount: Int, origin: String
    ) {
        self.method = method
        self.intervalNanoseconds = intervalNanoseconds
        self.intervalCount = intervalCount
        self.origin = origin
    }

    var intervalSeconds: Double { Double(intervalNanoseconds) / 1e9 }

    /// The most pages that a process may have.
    ///
    /// Soft-dirty bits are read for every page in every interval.
    var maximumPages: Int { method == .softDirty ? 16 << 18 : Trace.maximumPages }
}

/// What came of a recording.
public struct Recording: Sendable {
    /// The trace.
    public let trace: Trace
    /// Why it ended.
    public let ending: Ending
    /// Intervals that passed before the one before had been looked at: what was written in them
    /// stands in a later one.
    public let lateIntervals: Int

    /// Why a recording ended.
    public enum Ending: Sendable {
        /// After the time that was asked for.
        case time
        /// With the process, or the memory that it had: it may run another program now.
        case processEnded
        /// The trace is as large as one may be.
        case full
        /// Somebody wanted it to stop.
        case stopped
    }
}
