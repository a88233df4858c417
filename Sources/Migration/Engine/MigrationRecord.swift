public import Platform

/// Where a migration stands.
public enum MigrationPhase: String, Codable, Sendable {
    case setup, precopy
    /// The guest is being stopped.
    case switchover
    /// The guest stands still, and its last pages are handed over.
    case lastRound = "last_round"
    /// They are, and the device state is handed over.
    case deviceState = "device_state"
    /// All is handed over; what is under way arrives, and the destination resumes the guest.
    case resume
    /// The destination's word is here.
    case completed
}

/// One precopy round: from one sync of the dirty log to the next.
///
/// The last one is sent while the guest is stopped.
public struct RoundRecord: Codable, Sendable, Hashable {
    /// Counted from 1.
    public var round: Int
    /// Milliseconds from the start of precopy to the sync that opened the round.
    public var startMs: Double
    /// Milliseconds that the round took.
    public var durationMs: Double
    /// Pages that the opening sync found dirty.
    public var dirtyPages: UInt64
    /// Pages sent with their content.
    public var normalPages: UInt64
    /// Pages sent as zero.
    public var zeroPages: UInt64
    /// Bytes sent.
    public var bytes: UInt64
    /// The most bytes that might be left for the stop, as known at the round's end.
    public var thresholdBytes: UInt64
    /// Bytes of pages that were left unsent at the round's end.
    public var remainingBytes: UInt64
    /// How much the guest was made to sleep, in percent.
    public var throttlePercent: Int
    /// How often the transport had pages to send and nothing under way; nil where it cannot tell.
    public var idleQueue: UInt64?
}

/// A look at a running migration.
public struct TimelineSample: Codable, Sendable, Hashable {
    /// Milliseconds since the start of precopy.
    public var ms: Double
    /// Where it stands.
    public var phase: MigrationPhase
    /// The round.
    public var round: Int
    /// Bytes sent so far.
    public var bytes: UInt64
    /// Bytes of dirty pages known and not sent yet.
    public var remainingBytes: UInt64
    /// Operations that the guest has done since it was made.
    public var guestOperations: UInt64
}

/// When a migration's parts began and ended, on the source's clock.
///
/// The words are QEMU's.
public struct MigrationTimeline: Sendable {
    /// The migration starts: setup begins.
    public var start: MonotonicTime
    /// Setup is over and precopy begins.
    public var setupEnd: MonotonicTime
    /// The decision to stop the guest.
    public var downtimeStart: MonotonicTime
    /// The vCPUs stand still.
    public var stopped: MonotonicTime
    /// The last pages are handed over.
    public var lastRoundEnd: MonotonicTime
    /// The device state is handed over.
    public var stateSent: MonotonicTime
    /// The destination's word is here: the guest runs there.
    public var end: MonotonicTime
    /// What the destination says of its part.
    public var answer: ResumeAnswer
}

/// The parts of a finished migration in milliseconds, as the row has them.
///
/// The three parts of the downtime add up to it, and setup, precopy and downtime to the total.
public struct MigrationDurations: Codable, Sendable, Hashable {
    /// From start to the destination's word.
    public var totalMs: Double
    /// Preparing memory and transport, the guest running.
    public var setupMs: Double
    /// From the end of setup to the decision to stop the guest.
    public var precopyMs: Double
    /// From that decision to the destination's word.
    public var downtimeMs: Double
    /// Of it: stopping the vCPUs and handing over the last pages.
    public var lastRoundMs: Double
    /// Of it: device state, its arrival and that of the last pages, and the word's way back.
    public var deviceStateMs: Double
    /// Of it: resuming the guest, measured by the destination.
    public var resumeMs: Double

    /// Takes the differences.
    public init(_ timeline: MigrationTimeline) {
        func ms(_ from: MonotonicTime, _ to: MonotonicTime) -> Double {
            to.seconds(since: from) * 1000
        }
        totalMs = ms(timeline.start, timeline.end)
        setupMs = ms(timeline.start, timeline.setupEnd)
        precopyMs = ms(timeline.setupEnd, timeline.downtimeStart)
        downtimeMs = ms(timeline.downtimeStart, timeline.end)
        lastRoundMs = ms(timeline.downtimeStart, timeline.lastRoundEnd)
        resumeMs = Double(timeline.answer.resumeNanoseconds) / 1e6
        deviceStateMs = ms(timeline.lastRoundEnd, timeline.end) - resumeMs
    }
}
