public import Analysis
public import Results

/// What a suite comes to, on one page: the answer first, then when RDMA is worth it, what each
/// choice gives up, the pictures and figures behind it, where it ran, what to doubt, and how to run
/// it again.
///
///     let report = try SuiteReport(suite)
///     let page = try report.html(pictures: ReportPictures(of: suite, into: folder))
public struct SuiteReport: Sendable {
    let suite: RecordedSuite
    let seed: UInt64
    let model: MigrationModel
    /// RDMA as a whole against the rest, as measured.
    let families: FamilyComparison
    /// Where the model says otherwise than the runs that it was fitted to.
    let contradictions: [Contradiction]
    let cases: [PlotCase]
    /// The rows of guests that migrated at once, all together.
    let evacuations: [Row]
    /// Which transport is best, by setting: judged together.
    let answers: [Answer]
    /// The text of scenario.yml; nil where there is none beside the rows.
    let scenario: String?

    /// Fits the model.
    ///
    /// - Throws: ``PlotError`` `.nothing` where the suite has no rows, or no scenario that can be
    ///   read.
    public init(
        _ suite: RecordedSuite, seed: UInt64 = ComparisonSettings.standardSeed
    ) throws(PlotError) {
        guard !suite.rows.isEmpty else { throw .nothing("\(suite.name) has no rows") }
        self.suite = suite
        self.seed = seed
        let model = try MigrationModel.fitted(to: suite, seed: seed)
        self.model = model
        families = FamilyComparison(
            suite, ComparisonSettings(metrics: Self.answered.map(\.column), seed: seed))
        contradictions = model.contradictions(to: families)
        cases = PlotCase.all(suite.rows)
        do throws(ResultsError) {
            evacuations = try SuiteFolder.evacuations(of: suite.folder)
        } catch { throw .results(error) }
        answers = Answer.all(
            Self.evacuationQuestions(evacuations)
                + cases.map { Questions($0, Self.answered) }, seed)
        scenario = try Self.scenario(beside: suite)
    }

    private static func scenario(beside suite: RecordedSuite) throws(PlotError) -> String? {
        do throws(ResultsError) {
            return try SuiteFolder.text(of: .scenario, in: suite.folder)
        } catch { throw .results(error) }
    }

    /// The page as one HTML file that needs nothing else.
    ///
    /// - Throws: what the template's parser throws.
    public func html(pictures: ReportPictures) throws -> String {
        try HTMLPage(title: title, lead: lead, sections: sections(pictures)).text()
    }

    /// The page for a mailing list: 72 columns, tables in plain text, no pictures.
    public var markdown: String {
        MarkdownPage(title: title, lead: lead, sections: sections(nil)).text
    }

    var title: String { "Live migration over RDMA and NICs: \(suite.title)" }

    /// What must be known before any figure is read.
    var lead: [String] { ReportLead(suite).sentences }

    private func sections(_ pictures: ReportPictures?) -> [ReportSection] {
        let all: [ReportSection?] = [
            answer, when(pictures), features, gallery(pictures), figures, environment, doubts,
            again,
        ]
        return all.compactMap(\.self)
    }
}
