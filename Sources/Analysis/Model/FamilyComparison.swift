public import Results

/// The best RDMA way of each setting against the best of the others, as they were measured.
///
/// The best of a family is the one with the best median, so that a family of many ways has a slight
/// advantage.
public struct FamilyComparison: Sendable {
    /// One for each setting and figure that both families have; judged together.
    public let lines: [Line]

    /// One figure of one setting.
    public struct Line: Sendable {
        /// A row of the best way without RDMA.
        public let network: Row
        /// A row of the best way with RDMA.
        public let rdma: Row
        /// The column.
        public let metric: Column
        /// RDMA, against the other.
        public let comparison: Comparison
    }

    /// Compares the families of a suite.
    public init(_ suite: RecordedSuite, _ settings: ComparisonSettings = ComparisonSettings()) {
        var bootstrap = MedianBootstrap(seed: settings.seed)
        var found: [(network: Row, rdma: Row, metric: Column, comparison: Comparison)] = []
        for rows in CaseIdentity(RunColumns.setting).grouped(suite.rows).all {
            for metric in settings.metrics {
                guard let network = Self.best(rows, .network, metric),
                    let rdma = Self.best(rows, .rdma, metric)
                else { continue }
                let comparison = Comparison(
                    network.figures, rdma.figures, metric.polarity, &bootstrap)
                found.append((network.row, rdma.row, metric, comparison))
            }
        }
        let judged = Comparison.judged(found.map(\.comparison), settings.clarity)
        lines = zip(found, judged).map {
            Line(network: $0.network, rdma: $0.rdma, metric: $0.metric, comparison: $1)
        }
    }

    private static func best(
        _ rows: [Row], _ family: TransportFamily, _ metric: Column
    ) -> (row: Row, figures: [Double])? {
        let own = rows.filter {
            TransportFamily(transport: $0[RunColumns.case.transport] ?? "") == family
        }
        let ways = CaseIdentity(RunColumns.carrier).grouped(own).all.compactMap { rows in
            median(rows.competing(in: metric)).map { (row: rows[0], rows: rows, median: $0) }
        }
        let sorted = ways.sorted {
            metric.polarity == .higherIsBetter ? $0.median > $1.median : $0.median < $1.median
        }
        return sorted.first.map { ($0.row, $0.rows.figures(metric)) }
    }
}
