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
        let ids = [first, second].map { suite in
            Set(suite.rows.map { $0[RunColumns.identity.environmentID] ?? "" })
        }
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
