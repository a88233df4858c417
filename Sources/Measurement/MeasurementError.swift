/// A figure that could not be taken: from which source, and what was wrong with it.
public struct MeasurementError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kernel file or call that the figure comes from, for example `/proc/stat`.
    public let source: String
    /// What was wrong, for example `cannot be read`.
    public let problem: String

    init(_ source: String, _ problem: String) {
        self.source = source
        self.problem = problem
    }

    /// The error in one line, for a user.
    public var description: String { "\(source): \(problem)" }
}
