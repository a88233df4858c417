public import Results

/// The best RDMA way of each setting against the best of the others, as they were measured.
///
/// The best of a family is the one with the best median; that it was chosen is corrected for.
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
                let network = Self.ways(rows, .network)
                let rdma = Self.ways(rows, .rdma)
                let all = Ranking.Contest(network + rdma, in: metric)
                guard
                    let best = Comparison.ofBest(
                        Array(all.groups.prefix(network.count)),
                        Array(all.groups.dropFirst(network.count)), metric.polarity, &bootstrap)
                else { continue }
                found.append(
                    (network[best.before][0], rdma[best.after][0], metric, best.comparison))
            }
        }
        let judged = Comparison.judged(found.map(\.comparison), settings.clarity)
        lines = zip(found, judged).map {
            Line(network: $0.network, rdma: $0.rdma, metric: $0.metric, comparison: $1)
        }
    }

    /// The rows of each way of a family.
    private static func ways(_ rows: [Row], _ family: TransportFamily) -> [[Row]] {
        let own = rows.filter {
            TransportFamily(transport: $0[RunColumns.case.transport] ?? "") == family
        }
        return CaseIdentity(RunColumns.carrier).grouped(own).all
    }
}
