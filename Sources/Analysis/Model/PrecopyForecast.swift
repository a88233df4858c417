/// How a migration would go, by the rules of QEMU's precopy (migration/migration.c), as the engine
/// has them.
///
/// A fluid: pages leave at an even pace, the guest dirties them by its curve. Every look at the
/// bandwidth is 100 ms after the last; before the first nothing that is left is little enough. When
/// what is left can be sent within the downtime limit, the dirty log is synced; where it still can,
/// the guest is stopped and the rest is sent, else the next round begins.
///
/// A transport with a queue takes pages before the link does: they no longer count as left, and all of
/// them are through before the dirty log is synced.
public struct Forecast: Sendable, Hashable {
    /// Whether the guest was stopped and moved; it goes on where it is otherwise.
    public let isConverging: Bool
    /// Seconds from the start to the guest's running there; infinite where precopy does not end.
    public let totalSeconds: Double
    /// Seconds in which it stood still; infinite as well.
    public let downtimeSeconds: Double
    /// CPU seconds of both hosts; nil where that was not measured, infinite as above.
    public let cpuSeconds: Double?
    /// Bytes sent; what was sent until it was clear that precopy does not end.
    public let sentBytes: Double
    /// Rounds, the last too.
    public let rounds: Int

    /// A figure; nil of CPU that nobody measured.
    func value(_ metric: MigrationModel.Metric) -> Double? {
        switch metric {
        case .total: totalSeconds
        case .downtime: downtimeSeconds
        case .cpu: cpuSeconds
        }
    }
}

/// What a forecast is made of.
struct PrecopyInput: Sendable {
    /// Memory that is sent in the first round, in bytes of pages.
    var firstRoundBytes: Double
    var curve: DirtyCurve
    /// Bytes a second, headers included, while the guest runs.
    var bandwidth: Double
    /// The same while it is stopped: a bandwidth limit does not count then.
    var lastBandwidth: Double
    /// Bytes sent for each byte of a page.
    var overhead: Double
    var downtimeLimitSeconds: Double
    /// Bytes of pages that the transport takes before the link has carried any.
    var queueBytes = 0.0
    var setupSeconds: Double
    /// What the stop takes beside the sending of pages: device state, the word's way back.
    var stopSeconds: Double
    var deviceStateBytes: Double
    var cpuSecondsPerGiB: Double?

    /// QEMU BUFFER_DELAY.
    static let lookSeconds = 0.1
    /// As many pages are handed over at a time, so that what is left is under the threshold by a
    /// part of that when it is looked at: 128 pages, a packet of multifd.
    static let batchBytes = 128 * DirtyCurve.pageBytes
    /// The engine gives up then, unless a scenario says otherwise.
    static let mostRounds = 1000
    /// So many rounds without less above the threshold show that there never will be.
    private static let patience = 12

    /// The forecast.
    ///
    /// Complexity: O(rounds).
    func forecast() -> Forecast {
        let pace = bandwidth / overhead
        let threshold = bandwidth * downtimeLimitSeconds
        let aim = max(0, threshold - Self.batchBytes)
        var left = PendingPages(curve, firstRoundBytes)
        var (sent, elapsed, sinceSync) = (0.0, 0.0, 0.0)
        var (excess, shrankIn) = (Double.infinity, 0)
        for round in 1...Self.mostRounds {
            var span = max(0, (left.bytes - aim) / pace)
            // By the first look: what the link has carried and what the queue has taken.
            let taken = Self.lookSeconds - elapsed + queueBytes / pace
            if elapsed < Self.lookSeconds, span < taken { span = min(left.bytes / pace, taken) }
            elapsed += span
            sinceSync += span
            sent += left.send(span * pace)
            let isThroughEarly = left.bytes == 0 && elapsed < Self.lookSeconds
            left.sync(after: sinceSync)
            // Nothing is left before the first look: the guest is stopped without another.
            if isThroughEarly || left.bytes < threshold {
                return stopped(round, left.bytes, sent, elapsed)
            }
            sinceSync = 0
            // What is above the aim shrinks, if not from each round to the next, or never will.
            if left.bytes - aim < excess * 0.999 {
                excess = left.bytes - aim
                shrankIn = round
            } else if round - shrankIn > Self.patience {
                return endless(round, sent)
            }
        }
        return endless(Self.mostRounds, sent)
    }

    private func stopped(
        _ round: Int, _ last: Double, _ sent: Double, _ elapsed: Double
    ) -> Forecast {
        let downtime = last * overhead / lastBandwidth + stopSeconds
        let bytes = (sent + last) * overhead + deviceStateBytes
        return Forecast(
            isConverging: true, totalSeconds: setupSeconds + elapsed + downtime,
            downtimeSeconds: downtime, cpuSeconds: cpuSecondsPerGiB.map { $0 * bytes / 0x1p30 },
            sentBytes: bytes, rounds: round + 1)
    }

    private func endless(_ round: Int, _ sent: Double) -> Forecast {
        Forecast(
            isConverging: false, totalSeconds: .infinity, downtimeSeconds: .infinity,
            cpuSeconds: cpuSecondsPerGiB.map { _ in .infinity }, sentBytes: sent * overhead,
            rounds: round)
    }
}

/// Pages that are to be sent, by part of memory: those that were left at the last sync go first.
private struct PendingPages {
    private let curve: DirtyCurve
    private let areas: [DirtyCurve.Area]
    private var old: [Double]
    private var fresh: [Double]

    var bytes: Double { old.reduce(0, +) + fresh.reduce(0, +) }

    /// The first round: all memory, less what is not sent.
    init(_ curve: DirtyCurve, _ bytes: Double) {
        self.curve = curve
        areas = curve.areas
        let share = bytes / max(curve.memory, 1)
        old = areas.map { $0.bytes * share }
        fresh = areas.map { _ in 0 }
    }

    /// Sends so many bytes, or all; returns how many.
    mutating func send(_ bytes: Double) -> Double {
        let first = old.reduce(0, +)
        let second = fresh.reduce(0, +)
        let late = max(0, bytes - first)
        // What is left of a rounding error is nothing.
        let kept = first > bytes * (1 + 1e-12) ? 1 - bytes / first : 0
        old = old.map { $0 * kept }
        let keptLate = second > late * (1 + 1e-12) ? 1 - late / second : 0
        fresh = fresh.map { $0 * keptLate }
        return min(bytes, first + second)
    }

    /// Adds what was dirtied so long; pages that are to be sent anyway count once.
    mutating func sync(after seconds: Double) {
        for (index, area) in areas.enumerated() {
            old[index] += fresh[index]
            let isPending = area.bytes > 0 ? min(1, old[index] / area.bytes) : 1
            fresh[index] = curve.bytes(of: area, after: seconds) * (1 - isPending)
        }
    }
}
