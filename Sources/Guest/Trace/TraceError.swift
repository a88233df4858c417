/// Why something is no trace, or cannot become one, in words.
public struct TraceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
    /// Whether it would be a trace if it were smaller.
    public let isTooLarge: Bool

    /// Says what is wrong.
    init(_ description: String, isTooLarge: Bool = false) {
        self.description = description
        self.isTooLarge = isTooLarge
    }
}
