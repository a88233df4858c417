public import Results

/// What a gate lets pass.
public struct GateRules: Sendable, Hashable {
    /// With fewer completed runs on a side nothing is decided.
    public var minimumRepetitions = 5
    /// What is clear; as in comparisons.
    public var clarity = Clarity.standard
    /// The rules; of several for the same metric and case the last one counts.
    public var rules: [Rule]

    /// A limit for one metric.
    public struct Rule: Sendable, Hashable {
        /// The column; which way is worse follows from its polarity.
        public var metric: Column
        /// How much worse the median may get, as a share of the baseline's: 0.05 is 5 %.
        public var maximumRegression: Double
        /// How much worse it may get in the metric's unit; both limits must be passed.
        public var maximumAbsolute: Double = 0
        /// Which cases it is for; all where empty.
        public var conditions: [RowFilter] = []

        /// Sets a limit.
        public init(
            metric: Column, maximumRegression: Double, maximumAbsolute: Double = 0,
            conditions: [RowFilter] = []
        ) {
            self.metric = metric
            self.maximumRegression = maximumRegression
            self.maximumAbsolute = maximumAbsolute
            self.conditions = conditions
        }

        func applies(to row: Row) -> Bool { conditions.allSatisfy { $0.accepts(row) } }

        /// Whether a change from one median to another passes both limits.
        ///
        /// Of a median that is not above zero there is no share: the absolute limit stands alone.
        func isExceeded(_ before: Double, _ after: Double) -> Bool {
            let loss = metric.polarity == .lowerIsBetter ? after - before : before - after
            return loss > max(maximumAbsolute, before * maximumRegression)
        }
    }

    /// Puts rules together.
    public init(rules: [Rule]) {
        self.rules = rules
    }

    /// What goes without a file: 5 % of the total time and of the CPU, 10 % and a millisecond of
    /// the downtime and of the guest's blackout.
    public static let standard = GateRules(rules: [
        Rule(metric: RunColumns.time.totalMs.column, maximumRegression: 0.05),
        Rule(
            metric: RunColumns.time.downtimeMs.column, maximumRegression: 0.10, maximumAbsolute: 1),
        Rule(
            metric: RunColumns.time.guestBlackoutMs.column, maximumRegression: 0.10,
            maximumAbsolute: 1),
        Rule(
            metric: RunColumns.totalCPU.cpuSPerGiB.column, maximumRegression: 0.05,
            maximumAbsolute: 0.01),
    ])

    /// The columns that any rule is about, each once.
    public var metrics: [Column] {
        var seen: Set<Column> = []
        return rules.map(\.metric).filter { seen.insert($0).inserted }
    }

    /// The number, from 1, of the rule for a metric of a case.
    func number(for metric: Column, _ row: Row) -> Int? {
        rules.lastIndex { $0.metric == metric && $0.applies(to: row) }.map { $0 + 1 }
    }
}
