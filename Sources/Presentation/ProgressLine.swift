public import Results

/// Where a suite stands, in one line that fits a terminal.
///
///     [17/45] multifd x4  hotset 64 MiB/s   round 3   48 MiB left   17.2 Gb/s   ETA 1:12
public struct ProgressLine: Sendable, Hashable {
    /// The number of the run, from 1.
    public var index: Int
    /// The number of runs in the suite.
    public var count: Int
    /// The transport, with its channels: `multifd x4`.
    public var transport: String
    /// The workload, with its rate: `hotset 64 MiB/s`.
    public var workload: String
    /// The precopy round, from 1.
    public var round: Int?
    /// Dirty memory that is left to send, in bytes.
    public var remainingBytes: Int?
    /// The bandwidth now, in 10^6 bit/s.
    public var bandwidthMbps: Double?
    /// The time until the suite ends, in seconds.
    public var secondsLeft: Double?

    /// Describes a moment; what is nil is left out of the line.
    public init(
        index: Int, count: Int, transport: String, workload: String, round: Int? = nil,
        remainingBytes: Int? = nil, bandwidthMbps: Double? = nil, secondsLeft: Double? = nil
    ) {
        self.index = index
        self.count = count
        self.transport = transport
        self.workload = workload
        self.round = round
        self.remainingBytes = remainingBytes
        self.bandwidthMbps = bandwidthMbps
        self.secondsLeft = secondsLeft
    }

    /// Takes the workload from a row's case columns, and the transport where it is not given.
    public init(index: Int, count: Int, case row: Row, transport: String? = nil) {
        self.init(
            index: index, count: count, transport: transport ?? Variant(row).name,
            workload: Self.workload(row))
    }

    /// The line, at most so many terminal columns wide.
    ///
    /// The least important parts go first: round, bandwidth, workload, what is left, the ETA.
    public func text(width: Int) -> String {
        var parts = self.parts
        while DisplayWidth.of(Self.joined(parts)) > width,
            let least = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }),
            parts[least].rank > 0
        {
            parts.remove(at: least)
        }
        return DisplayWidth.fitted(Self.joined(parts), to: width)
    }

    /// A part with the gap before it; those with the highest rank are dropped first.
    private struct Part {
        let gap: Int
        let rank: Int
        let text: String
    }

    private var parts: [Part] {
        var parts = [
            Part(gap: 0, rank: 0, text: "[\(index)/\(count)]"),
            Part(gap: 1, rank: 0, text: DisplayWidth.printable(transport)),
            Part(gap: 2, rank: 3, text: DisplayWidth.printable(workload)),
        ]
        if let round { parts.append(Part(gap: 3, rank: 5, text: "round \(round)")) }
        if let remainingBytes {
            let text = "\(Quantity.bytes(remainingBytes)) left"
            parts.append(Part(gap: 3, rank: 2, text: text))
        }
        if let bandwidthMbps {
            let text = "\(Quantity.gigabits(megabitsPerSecond: bandwidthMbps)) Gb/s"
            parts.append(Part(gap: 3, rank: 4, text: text))
        }
        if let secondsLeft {
            let text = "ETA \(Quantity.countdown(seconds: secondsLeft))"
            parts.append(Part(gap: 3, rank: 1, text: text))
        }
        return parts.filter { !$0.text.isEmpty }
    }

    private static func joined(_ parts: [Part]) -> String {
        parts.map { String(repeating: " ", count: $0.gap) + $0.text }.joined()
    }

    private static func workload(_ row: Row) -> String {
        let name = row[RunColumns.case.workload] ?? ""
        guard let rate = row[RunColumns.case.dirtyRateTargetMiBS], rate > 0 else { return name }
        return "\(name) \(Quantity.rate(mebibytesPerSecond: rate))"
    }
}

extension ProgressLine {
    /// A line for a run that has ended, from its row of `runs.csv`.
    ///
    ///     [17/45] multifd x4  hotset 64 MiB/s   completed   total 101 ms   downtime 4.2 ms
    public static func finished(
        index: Int, count: Int, _ row: Row, transport: String? = nil
    ) -> String {
        var line = ProgressLine(index: index, count: count, case: row, transport: transport).text(
            width: .max)
        let status = row[RunColumns.outcome.status] ?? RunStatus.failed.rawValue
        line += "   " + status.split(separator: "_").joined(separator: " ")
        if let reason = row[RunColumns.outcome.reason] {
            line += ": \(DisplayWidth.printable(reason))"
        }
        if let total = row[RunColumns.time.totalMs] {
            line += "   total \(Quantity.duration(milliseconds: total))"
        }
        if let downtime = row[RunColumns.time.downtimeMs] {
            line += "   downtime \(Quantity.duration(milliseconds: downtime))"
        }
        if let bandwidth = row[RunColumns.amount.bandwidthMbps] {
            line += "   \(Quantity.gigabits(megabitsPerSecond: bandwidth)) Gb/s"
        }
        if let verified = row[RunColumns.outcome.verified] {
            line += verified ? "   verified" : "   not verified"
        }
        return line
    }
}
