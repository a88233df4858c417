import Testing

@testable import Scenarios

@Suite struct NearMissTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("worklod", "workload", 1),
        ("mutlifd", "multifd", 1), ("kitten", "sitting", 3), ("tpc", "tcp", 1),
    ])
    func distances(first: String, second: String, distance: Int) {
        #expect(NearMiss.distance(first, second) == distance)
        #expect(NearMiss.distance(second, first) == distance)
    }

    @Test func onlyNearWordsAreSuggested() {
        let words = ["transport", "workload", "memory"]
        #expect(NearMiss.suggestion(for: "worklod", among: words) == "workload")
        #expect(NearMiss.suggestion(for: "Memory", among: words) == "memory")
        #expect(NearMiss.suggestion(for: "colour", among: words) == nil)
        #expect(NearMiss.suggestion(for: "", among: words) == nil)
    }
}
