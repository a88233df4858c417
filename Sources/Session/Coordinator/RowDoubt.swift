/// Figures of a row that do not agree.
public struct RowDoubt: Sendable {
    /// What does not agree: the causes of one kind are alike.
    public enum Kind: Sendable, CaseIterable {
        /// The guest stood still for longer than the downtime.
        case longerBlackout
        /// The guest stood still for less than the downtime.
        case shorterBlackout
    }

    /// What does not agree.
    public let kind: Kind
    /// The row, the figures and where they part, in words.
    public let text: String

    /// A doubt about one row.
    public init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }
}
