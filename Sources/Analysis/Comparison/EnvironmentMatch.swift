public import Results

/// Whether two suites ran on hosts whose figures compare.
public enum EnvironmentMatch: Sendable, Hashable {
    /// The same hosts, or twins; with the id where there is one.
    case same(id: String?)
    /// Others; each difference in words.
    case different([String])
    /// Nobody can tell, and why.
    case unknown(String)

    /// Compares the ids that rows carry; where there are none, the facts of environment.json.
    public init(_ first: RecordedSuite, _ second: RecordedSuite) {
        let ids = [first.environmentIDs, second.environmentIDs]
        let facts = Self.factDifferences(first, second)
        if ids.allSatisfy({ $0.count == 1 && $0 != [""] }) {
            self = ids[0] == ids[1] ? .same(id: ids[0].first) : .different(Self.words(ids, facts))
        } else if ids.contains(where: { $0.count > 1 }) {
            self = .different(Self.words(ids, facts))
        } else if let facts {
            self = facts.isEmpty ? .same(id: nil) : .different(facts)
        } else {
            self = .unknown("rows without environment_id, and no environment.json beside both")
        }
    }

    /// Two suites that do not match.
    public struct Mismatch: Sendable {
        /// One of them.
        public let first: RecordedSuite
        /// The other.
        public let second: RecordedSuite
        /// What is known: that they differ, or nothing.
        public let match: EnvironmentMatch
    }

    /// Two of many suites that differ; where none do, two of which nobody can tell; nil where all
    /// match.
    ///
    /// Each is held against the first that has an id, and against the first that has facts.
    public static func mismatch(among suites: [RecordedSuite]) -> Mismatch? {
        guard let any = suites.first, suites.count > 1 else { return nil }
        let known = suites.first { !$0.environmentIDs.isSubset(of: [""]) }
        let told = suites.first { $0.environment != nil }
        let references = known == nil && told == nil ? [any] : [known, told].compactMap(\.self)
        var unknown: Mismatch?
        for suite in suites {
            let found = references.map {
                Mismatch(first: $0, second: suite, match: EnvironmentMatch($0, suite))
            }
            if let different = found.first(where: \.match.isDifferent) { return different }
            if !found.contains(where: \.match.isSame) { unknown = unknown ?? found.first }
        }
        return unknown
    }

    private var isSame: Bool { if case .same = self { true } else { false } }
    private var isDifferent: Bool { if case .different = self { true } else { false } }

    private static func words(_ ids: [Set<String>], _ facts: [String]?) -> [String] {
        if let facts, !facts.isEmpty { return facts }
        let texts = ids.map { id in id.map { $0.isEmpty ? "unknown" : $0 }.sorted() }
        return [
            "environment_id: \(texts.map { $0.joined(separator: ", ") }.joined(separator: " and "))"
        ]
    }

    /// The hosts' facts that differ; nil where a suite has none.
    private static func factDifferences(
        _ first: RecordedSuite, _ second: RecordedSuite
    ) -> [String]? {
        guard let own = first.environment, let other = second.environment else { return nil }
        return own.hostDifferences(to: other).map { "\($0.name): \($0.first) and \($0.second)" }
    }
}
