public import Measurement
internal import Platform

/// A host's CPU counters at both ends of a migration's span.
///
/// They are the host's: between the first reading and the last one of several migrations is what the
/// host did while any of them ran.
public struct HostSpan: Codable, Sendable, Hashable {
    /// What they were when the span began.
    public var begin: HostCPU
    /// What they were when it ended.
    public var end: HostCPU

    /// Nil where /proc/stat could not be read.
    init?(from begin: HostCPU?, to end: HostCPU?) {
        guard let begin, let end else { return nil }
        self.begin = begin
        self.end = end
    }

    /// Seconds from its beginning to its end.
    var seconds: Double { end.time.seconds(since: begin.time) }

    /// What the host did meanwhile.
    var use: HostUse { HostUse(end.seconds(since: begin), over: seconds) }

    /// From the earliest beginning to the latest end of spans of one host; nil of none.
    static func around(_ spans: [HostSpan]) -> HostSpan? {
        HostSpan(
            from: spans.map(\.begin).min { $0.time < $1.time },
            to: spans.map(\.end).max { $0.time < $1.time })
    }
}
