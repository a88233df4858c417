internal import Measurement
internal import Results

extension RecordedEnvironment {
    /// What a record will be read as.
    init(_ record: EnvironmentRecord) {
        func end(_ end: EnvironmentRecord.End) -> End {
            End(mustMatch: end.mustMatch.map { Fact(name: $0.name, value: $0.value) })
        }
        self.init(
            environmentID: record.environmentID, toolVersion: record.toolVersion,
            build: record.build, gitCommit: record.gitCommit, source: end(record.source),
            destination: end(record.destination))
    }

    /// In what `now` differs so that its rows may not stand beside those of the suite; each in
    /// words, empty where nothing differs.
    func differences(to now: EnvironmentRecord) -> [String] {
        differences(to: RecordedEnvironment(now)).map {
            "\($0.name) was \($0.first), is \($0.second)"
        }
    }
}
