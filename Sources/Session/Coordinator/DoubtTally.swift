/// What to say of the rows of a suite whose figures do not agree: on a busy host nearly every run has one.
///
/// The first of a kind is told in full and stands for all of that kind.
public struct DoubtTally: Sendable {
    private var counts: [RowDoubt.Kind: Int] = [:]

    /// Of nothing so far.
    public init() {}

    /// Counts a doubt.
    ///
    /// - Returns: its words where it is the first of its kind.
    public mutating func take(_ doubt: RowDoubt) -> String? {
        counts[doubt.kind, default: 0] += 1
        return counts[doubt.kind] == 1 ? doubt.text : nil
    }

    /// What was not said of each row, a line a kind.
    public var others: [String] {
        RowDoubt.Kind.allCases.compactMap { kind in
            guard let count = counts[kind], count > 1 else { return nil }
            let runs = count == 2 ? "one other run" : "\(count - 1) other runs"
            return "\(kind.words) in \(runs) too"
        }
    }
}

extension RowDoubt.Kind {
    /// What did not agree, as the start of a sentence.
    fileprivate var words: String {
        switch self {
        case .longerBlackout: "the guest's blackout was longer than the downtime explains"
        case .shorterBlackout: "the guest's blackout was shorter than the downtime explains"
        }
    }
}
