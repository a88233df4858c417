/// A part of the measuring that can be left out, to see what it costs.
///
/// Suites that were run without one differ in their environment from those with all.
public enum Instrument: String, Codable, Sendable, CaseIterable {
    /// The samples of timeline.csv, at both ends.
    case sampler
    /// The vCPUs' notes of when each operation was done, and how late.
    case histograms
}
