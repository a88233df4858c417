public import Analysis
public import Results

/// One kind of picture: a name, what it answers, and how it is made of a suite.
public struct Plot: Sendable {
    /// What `--plot` calls it; its files are named so.
    public let name: String
    /// What it shows, in one line.
    public let summary: String
    /// Its pictures: one, or several where one does not hold all.
    let draw: @Sendable (PlotSource) throws(PlotError) -> [Picture]

    /// All of them, in the order in which they are made.
    public static let all: [Plot] = [
        .timeline, .guest, .downtime, .phases, .cpu, .scaling, .winners, .crossover, .slowdown,
        .latency, .history,
    ]

    /// Makes the pictures of a suite.
    ///
    /// - Throws: ``PlotError`` `.nothing` where the suite does not hold what it takes, `.results`
    ///   where a file of it cannot be read.
    public func pictures(of source: PlotSource) throws(PlotError) -> [Picture] {
        try draw(source)
    }
}

/// What pictures are made of.
public struct PlotSource: Sendable {
    let suites: [RecordedSuite]
    let metrics: [Column]
    let seed: UInt64

    /// Takes suites: of several only their history can be drawn.
    ///
    /// - Parameters:
    ///   - suites: At least one.
    ///   - metrics: The columns that maps and histories are of.
    ///   - seed: Seed of what is drawn at random.
    public init(
        _ suites: [RecordedSuite], metrics: [Column] = Metric.standard,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        precondition(!suites.isEmpty, "pictures of nothing")
        self.suites = suites
        self.metrics = metrics
        self.seed = seed
    }

    /// The one suite that pictures of runs are made of.
    func suite() throws(PlotError) -> RecordedSuite {
        guard suites.count == 1, let suite = suites.first else {
            throw .nothing("it is of one suite, and these are \(suites.count)")
        }
        guard !suite.rows.isEmpty else { throw .nothing("no runs") }
        return suite
    }

    /// The settings of the one suite, less what somebody does not want.
    ///
    /// - Parameter columns: Columns that a figure must be in, for a way to carry memory to be kept.
    func cases(
        measuring columns: [Column], where isWanted: (PlotCase.Entry) -> Bool = { _ in true }
    ) throws(PlotError) -> [PlotCase] {
        let all = PlotCase.all(try suite().rows)
        let kept = all.compactMap { one -> PlotCase? in
            let entries = one.entries.filter { entry in
                isWanted(entry) && columns.contains { !entry.rows.figures($0).isEmpty }
            }
            guard !entries.isEmpty else { return nil }
            return PlotCase(title: one.title, example: one.example, entries: entries)
        }
        guard !kept.isEmpty else {
            let names = columns.map(\.name).joined(separator: ", ")
            throw .nothing("not measured in this suite: no completed run has \(names)")
        }
        return kept
    }

    /// What stands below every picture of one suite: which one, and what to beware of.
    func words(_ more: [String]) throws(PlotError) -> [String] {
        let suite = try suite()
        var words = [suite.title]
        if suite.isOfLab { words.append("virtual machines of the lab: function, not speed") }
        if suite.environment?.sharedHost == true { words.append("both ends on one host") }
        let counts = SummaryReport.Counts(suite.rows)
        if counts.completed < counts.runs {
            words.append(
                "\(counts.runs - counts.completed) of \(counts.runs) runs did not complete and are "
                    + "left out")
        }
        return words + more
    }
}

extension RecordedSuite {
    /// The last part of its path.
    var title: String {
        let end = folder.split(separator: "/").last.map(String.init) ?? name
        return DisplayWidth.fitted(DisplayWidth.printable(end), to: 60)
    }
}

/// One picture, not drawn yet.
public struct Picture: Sendable {
    /// The name of its files, less what follows the dot.
    public let name: String
    /// What stands above it.
    let title: String
    /// What stands below it.
    let note: [String]
    /// `NAME.tsv`: its figures.
    public let data: String
    /// `NAME.gp`: how it is drawn.
    public let script: String
}
