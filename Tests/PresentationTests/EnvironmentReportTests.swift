import Results
import Testing

@testable import Presentation

@Suite struct EnvironmentReportTests {
    private typealias Facts = [(String, String)]

    private func suite(_ name: String, source: Facts, destination: Facts) -> EnvironmentReport.Suite
    {
        func end(_ facts: Facts) -> RecordedEnvironment.End {
            .init(mustMatch: facts.map { .init(name: $0.0, value: $0.1) })
        }
        return (
            name,
            RecordedEnvironment(
                environmentID: "", toolVersion: "1", build: "release", gitCommit: nil,
                source: end(source), destination: end(destination))
        )
    }

    @Test func whatBothEndsShareIsSaidOnce() {
        let report = EnvironmentReport(
            suite(
                "a", source: [("cpus", "2"), ("kernel", "6.1")],
                destination: [("cpus", "2"), ("kernel", "6.1")]),
            suite(
                "b", source: [("cpus", "4"), ("kernel", "6.2")],
                destination: [("cpus", "4"), ("kernel", "6.3")]))
        #expect(!report.isMatch)
        #expect(
            report.text == """
                a and b do not compare

                must match              a     b
                  both ends: cpus       2     4
                  source: kernel        6.1   6.2
                  destination: kernel   6.1   6.3

                """)
    }

    @Test func equalOnesAreTheSame() {
        let one = suite("a", source: [("cpus", "2")], destination: [])
        let report = EnvironmentReport(one, one)
        #expect(report.isMatch)
        #expect(report.text == "the environments of a and a are the same\n")
    }

    @Test func aFactThatOneSuiteLacksWasNotRecorded() {
        let report = EnvironmentReport(
            suite("a", source: [], destination: []),
            suite("b", source: [("turbo", "true")], destination: []))
        #expect(report.text.contains("  source: turbo   not recorded   true\n"))
    }
}
