import Testing

@testable import Scenarios

@Suite struct RoundTripTests {
    private func roundTrip(_ scenario: Scenario) throws {
        let text = try ScenarioFile.encode(scenario)
        let again = try ScenarioFile.decode(text, file: "scenario.yml")
        #expect(again == scenario, "\(text)")
        #expect(try ScenarioFile.encode(again) == text)
    }

    @Test func builtInAndCommittedScenarios() throws {
        try roundTrip(Scenario.quick())
        for name in ["maintainers", "map", "nightly", "evacuation"] {
            try roundTrip(
                ScenarioFile.read(path: repositoryPath("Benchmarks/Scenarios/\(name).yml")))
        }
    }

    @Test(arguments: [
        "", " spaces at both ends ", "line\nline\n\n", "\ttab: # no comment", "null", "5", "ends\\",
        "quotes \" and '", "ünï ☃ 𝕏", "- [a, {b: *c}]", "\u{2028}separator\u{85}",
    ])
    func everyDescription(words: String) throws {
        var scenario = try sample()
        scenario.description = words
        guard scenario.problems().isEmpty else {
            #expect(words.contains("\u{85}"))
            return
        }
        try roundTrip(scenario)
    }

    @Test func longDescriptions() throws {
        var scenario = try sample()
        scenario.description = String(repeating: "word ", count: 800)
        try roundTrip(scenario)
        scenario.description = String(repeating: "x", count: 4096)
        try roundTrip(scenario)
    }

    /// What a suite that goes on is held to.
    @Test func theDigestIsOfWhatIsSaid() throws {
        let digest = try sample().digest
        let text = try ScenarioFile.encode(sample())
        #expect(try ScenarioFile.decode("# written by hand\n" + text, file: "x").digest == digest)
        let others = [
            ("settle: ", "settle: 1"), ("memory: [", "memory: [3 MiB, "), ("seed: ", "seed: 1"),
        ]
        for (old, new) in others {
            let other = text.replacing(old, with: new)
            #expect(other != text)
            #expect(try ScenarioFile.decode(other, file: "x").digest != digest, "\(new)")
        }
    }

    @Test func whatIsWrittenIsExplicit() throws {
        let text = try ScenarioFile.encode(sample())
        #expect(text.contains("max_bandwidth: [unlimited]"), "\(text)")
        #expect(text.contains("device_state: 1 MiB"), "\(text)")
    }
}
