public import FoundationEssentials
public import Results

/// One metric of one case over many suites, with the places where it changed.
public struct Trend: Sendable {
    /// A row of the case.
    public let example: Row
    /// The column.
    public let metric: Column
    /// One point a suite, by the time it began.
    public let points: [Point]
    /// Where it changed.
    public let changes: [EDivisive.ChangePoint]

    /// What one suite has to say.
    public struct Point: Sendable {
        /// The place of the suite in the history.
        public let suite: Int
        /// When the suite began.
        public let startedAt: Date
        /// The median over its runs.
        public let median: Double
        /// The runs that it is of.
        public let figures: [Double]
        /// How many those are.
        public var count: Int { figures.count }
    }

    /// The median of the points of a part.
    public func median(_ part: Range<Int>) -> Double? {
        Analysis.median(points[part].map(\.median))
    }

    /// The parts between changes.
    public var parts: [Range<Int>] { changes.parts(of: points.count) }
}
