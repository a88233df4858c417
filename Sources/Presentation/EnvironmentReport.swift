public import Results

/// In what the environments of two suites differ.
///
///     must match                        monday   tuesday
///       both ends: congestion_control   bbr      cubic
///
///     in detail
///       both ends: network.congestion_control   bbr   cubic
///       source: network.nics.ens1f0.receive_ring   1024   4096
public struct EnvironmentReport: Sendable {
    /// A suite's name, and what its environment.json says.
    public typealias Suite = (name: String, environment: RecordedEnvironment)

    private let first: Suite
    private let second: Suite
    private let needed: [RecordedEnvironment.Difference]
    private let all: [RecordedEnvironment.Difference]

    /// Looks for the differences.
    public init(_ first: Suite, _ second: Suite) {
        self.first = first
        self.second = second
        needed = Self.merged(first.environment.hostDifferences(to: second.environment))
        all = Self.merged(first.environment.lastingDifferences(to: second.environment))
    }

    /// Whether figures of the two may be compared.
    public var isMatch: Bool { needed.isEmpty }

    /// For a terminal.
    public var text: String {
        guard !needed.isEmpty || !all.isEmpty else {
            return "the environments of \(first.name) and \(second.name) are the same\n"
        }
        let verdict = isMatch ? "compare" : "do not compare"
        return "\(first.name) and \(second.name) \(verdict)\n"
            + section("must match", needed) + section("in detail", all)
    }

    private func section(_ title: String, _ found: [RecordedEnvironment.Difference]) -> String {
        guard !found.isEmpty else { return "" }
        var table = PlainTable([.left(title), .left(first.name), .left(second.name)])
        for difference in found {
            table.add(["  \(difference.name)", difference.first, difference.second])
        }
        return "\n" + table.text
    }

    /// What is said of both ends alike is said once.
    private static func merged(
        _ found: [RecordedEnvironment.Difference]
    ) -> [RecordedEnvironment.Difference] {
        let (source, destination) = ("source: ", "destination: ")
        func twin(_ difference: RecordedEnvironment.Difference, _ end: String, _ other: String)
            -> RecordedEnvironment.Difference?
        {
            guard difference.name.hasPrefix(end) else { return nil }
            let twin = difference.named(other + difference.name.dropFirst(end.count))
            return found.contains(twin) ? twin : nil
        }
        return found.compactMap { difference in
            if twin(difference, destination, source) != nil { return nil }
            guard twin(difference, source, destination) != nil else { return difference }
            return difference.named("both ends: " + difference.name.dropFirst(source.count))
        }
    }
}
