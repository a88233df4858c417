internal import Analysis
internal import Results

extension SuiteReport {
    /// RDMA as a whole against the rest, as measured.
    static func families(_ suite: RecordedSuite, _ seed: UInt64) -> FamilyComparison {
        FamilyComparison(
            suite, ComparisonSettings(metrics: answered.map(\.column), seed: seed))
    }

    /// What of the model is wrong where it can be looked up.
    var contradictionWords: [String] {
        contradictions.map { found in
            var guest = [found.setting.workload, Quantity.bytes(found.setting.memoryBytes)]
            if found.setting.dirtyBytesPerSecond > 0 {
                guest.append("\(Quantity.bytes(found.setting.dirtyBytesPerSecond))/s dirtied")
            } else {
                guest[0] = "idle"
            }
            let sides = ["RDMA", "sockets"]
            let (right, wrong) =
                found.measured == .rdma ? (sides[0], sides[1]) : (sides[1], sides[0])
            return "\(guest.joined(separator: ", ")): in \(found.metric.words) the model has "
                + "\(wrong) ahead, but the runs clearly have \(right). What was measured counts."
        }
    }
}
