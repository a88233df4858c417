/// How late operations of a guest were, as it travels between processes: the counts of an HDR
/// histogram's buckets that are not empty.
public struct LatencyCounts: Codable, Sendable, Hashable {
    /// The most buckets: more than a histogram of an hour has.
    static let maximumBuckets = 4096
    /// The most operations: sums of many stay far from the end of the number range.
    static let maximumCount: UInt64 = 1 << 56

    /// The upper end of a bucket in nanoseconds and the operations in it, in turn and in order; the
    /// last end is the longest lateness, exactly.
    let buckets: [UInt64]

    /// No operations.
    public init() { buckets = [] }

    /// What `histogram` holds.
    init(_ histogram: LatencyHistogram) {
        var buckets: [UInt64] = []
        histogram.forEachBucket { buckets += [$0, $1] }
        self.buckets = buckets
    }

    /// The operations of `parts` together.
    public init(merging parts: [LatencyCounts]) {
        var histogram = LatencyHistogram()
        for part in parts {
            let isTaken = part.record(into: &histogram)
            precondition(isTaken, "what is no histogram's is refused when it is read")
        }
        self.init(histogram)
    }

    /// Reads what a peer has sent, with every limit checked.
    /// - Throws: `DecodingError` where no histogram can have made it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        buckets = try container.decode([UInt64].self, forKey: .buckets)
        var histogram = LatencyHistogram()
        guard record(into: &histogram) else {
            throw DecodingError.dataCorruptedError(
                forKey: .buckets, in: container, debugDescription: "no counts of a histogram")
        }
    }

    /// Adds all operations to `histogram`; false where they are out of bounds or order.
    private func record(into histogram: inout LatencyHistogram) -> Bool {
        guard buckets.count % 2 == 0, buckets.count <= 2 * Self.maximumBuckets else { return false }
        var total: UInt64 = 0
        for index in stride(from: 0, to: buckets.count, by: 2) {
            let (lateness, count) = (buckets[index], buckets[index + 1])
            guard index == 0 || lateness > buckets[index - 2], count > 0,
                count <= Self.maximumCount - total, histogram.add(count, lateness: lateness)
            else { return false }
            total += count
        }
        return true
    }

    /// The number of operations.
    public var count: UInt64 {
        stride(from: 1, to: buckets.count, by: 2).reduce(0) { $0 &+ buckets[$1] }
    }

    /// The longest lateness in microseconds; nil where there are no operations.
    public var longestMicroseconds: Double? {
        buckets.isEmpty ? nil : Double(buckets[buckets.count - 2]) / 1000
    }

    /// The lateness in microseconds that a share `quantile` (0 to 1) of the operations did not
    /// exceed, at most 1/128 above it; nil where they are too few for one to lie beyond.
    public func microseconds(atQuantile quantile: Double) -> Double? {
        // 1 / (1 - 0.999) is not quite 1000 in binary.
        guard Double(count) * (1 - quantile) > 1 - 1e-9 else { return nil }
        var histogram = LatencyHistogram()
        guard record(into: &histogram) else { return nil }
        return Double(histogram.lateness(atQuantile: quantile)) / 1000
    }
}

/// How late the operations of a guest were, by the phase in which they fell due.
public struct GuestLatency: Codable, Sendable, Hashable {
    /// While the guest ran alone.
    public var alone: LatencyCounts
    /// Over the span of the migration, downtime included.
    public var span: LatencyCounts
    /// After it.
    public var after: LatencyCounts

    /// Puts the three together.
    public init(
        alone: LatencyCounts = .init(), span: LatencyCounts = .init(),
        after: LatencyCounts = .init()
    ) {
        self.alone = alone
        self.span = span
        self.after = after
    }
}
