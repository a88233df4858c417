internal import Analysis
internal import Results

extension SuiteReport {
    /// The figures that the answer is given in where several guests migrated at once.
    private static let answeredOfAll: [(column: Column, question: String)] = [
        (RunColumns.time.totalMs.column, "shortest from the first start to the last end"),
        (EvacuationColumns.sum.largestDowntimeMs.column, "shortest of the longest downtimes"),
        (RunColumns.totalCPU.cpuSPerGiB.column, "least CPU per GiB"),
    ]

    /// What is asked of all guests of each run together, by setting.
    static func evacuationQuestions(_ evacuations: [Row]) -> [Questions] {
        let names = CaseNames(evacuations.map(EvacuationSummary.withoutGuests))
        return PlotCase.all(evacuations).map { one in
            let setting = names.setting(EvacuationSummary.withoutGuests(one.example))
            let guests = EvacuationSummary.guests(one.example)
            return Questions(
                PlotCase(
                    title: "\(setting), all of \(guests) guests at once", example: one.example,
                    entries: one.entries), answeredOfAll)
        }
    }

    /// What figures of guests that migrated at once are of; nil where each had the hosts for itself.
    var evacuationWords: String? {
        guard suite.rows.contains(where: { $0[RunColumns.concurrency.guests] != nil }) else {
            return nil
        }
        let together =
            evacuations.isEmpty
            ? "There is no evacuations.csv, which has all of them together."
            : "What all of a run come to together stands first."
        return
            "Several guests migrated at once, and shared link and hosts. Where a title says \"each "
            + "of\", a figure is that of one guest: of each run the median of its guests, those of each "
            + "way by themselves. \(together)"
    }
}
