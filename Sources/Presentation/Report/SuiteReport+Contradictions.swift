internal import Analysis
internal import Results

extension SuiteReport {
    /// What of the model is wrong where it can be looked up.
    var contradictionWords: [String] {
        OverruledWords.all(model).map(\.sentence)
            + contradictions.map { found in
                let sides = ["RDMA", "sockets"]
                let (right, wrong) =
                    found.measured == .rdma ? (sides[0], sides[1]) : (sides[1], sides[0])
                return
                    "\(OverruledWords.guest(found.setting)): in \(found.metric.words) the model has "
                    + "\(wrong) ahead, but the runs clearly have \(right). What was measured counts."
            }
    }

    /// How many settings that were run settle nothing; nil where none do not.
    var unclearWords: String? {
        let totals = families.lines.filter { $0.metric == RunColumns.time.totalMs.column }
        let unclear = totals.count { $0.comparison.effect == .inconclusive }
        guard unclear > 0 else { return nil }
        return "Of \(Quantity.counted(totals.count, "setting")) that both ran, \(unclear) "
            + "\(unclear == 1 ? "is" : "are") inconclusive in total time by their own runs."
    }
}
