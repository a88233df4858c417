public import Results

/// What to beware of where suites are held against each other, a line each.
public enum SuiteCautions {
    /// Those of two suites and the metrics that they are compared in.
    public static func words(
        _ first: RecordedSuite, _ second: RecordedSuite, _ metrics: [Column]
    ) -> [String] {
        [oneSuite(first, second)].compactMap(\.self) + meanings(in: [first, second], metrics)
    }

    private static func oneSuite(_ first: RecordedSuite, _ second: RecordedSuite) -> String? {
        let shared = Set(first.suiteIDs).intersection(second.suiteIDs).sorted()
        guard !shared.isEmpty || first.name == second.name else { return nil }
        let id = shared.isEmpty ? "" : ": suite_id \(shared.joined(separator: ", ")) is in both"
        return "\(first.name) and \(second.name) are one suite\(id)"
    }

    /// Metrics that some of the suites measured in another way than others.
    public static func meanings(in suites: [RecordedSuite], _ metrics: [Column]) -> [String] {
        let versions = suites.map(\.schemaVersions)
        return ColumnMeaning.changes.compactMap { one in
            let names = metrics.filter(one.columns.contains).map(\.name)
            let old = versions.firstIndex { $0.contains { $0 < one.since } }
            let new = versions.firstIndex { $0.contains { $0 >= one.since } }
            guard !names.isEmpty, let old, let new, old != new else { return nil }
            let sides = [old, new].sorted().map { index in
                "\(suites[index].name) has schema_version "
                    + versions[index].sorted().map { "\($0)" }.joined(separator: ", ")
            }
            return "\(names.joined(separator: ", ")) changed meaning: "
                + "\(sides.joined(separator: ", ")); \(one.change)"
        }
    }
}
