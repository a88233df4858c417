import Migration
import Testing

@testable import Scenarios

/// `stop:` in files and on the command line, and what plans make of it.
@Suite struct StoppingRuleTests {
    private func scenario(_ stop: String) throws -> Scenario {
        try ScenarioFile.decode(sampleText + "\n\(stop)", file: "x.yml")
    }

    @Test func aFileSaysHowWellAndHowOften() throws {
        let scenario = try scenario("stop: {within: 2.5%, at_most: 30}")
        #expect(scenario.stop == StoppingRule(withinPercent: 2.5, atMost: 30))
        #expect(scenario.repetitions == 3 && scenario.mostRepetitions == 30)
        #expect(try sample().stop == nil)
        #expect(try sample().mostRepetitions == 3)
    }

    @Test func withoutACapItIsThreeTimesTheRepetitions() throws {
        #expect(try scenario("stop: {within: 5 %}").stop?.atMost == 9)
    }

    @Test(arguments: ["7%", "0.1 %", "2.5%", "33.3%", "1000%"])
    func itSurvivesTheWayThroughAFile(within: String) throws {
        let scenario = try scenario("stop: {within: \(within), at_most: 12}")
        let text = try ScenarioFile.encode(scenario)
        #expect(try ScenarioFile.decode(text, file: "y.yml") == scenario, "\(text)")
    }

    @Test func whatIsWrongIsNamed() {
        for (stop, words) in [
            ("stop: {at_most: 30}", "stop has no within"),
            ("stop: {within: 5, at_most: 30}", "\"5\" is not a percentage"),
            ("stop: {within: 5%, at_most: 3}", "3 is not a possible cap"),
            ("stop: {within: 5%, at_most: 10001}", "10001 is not a possible cap"),
            ("stop: {within: 5%, until: 3}", "unknown key \"until\""),
            ("stop: 5%", "stop must be a mapping"),
        ] {
            let found = errors(in: sampleText + "\n\(stop)")
            #expect(found.contains { $0.contains(words) }, "\(stop): \(found)")
        }
    }

    private func apply(_ change: (inout ScenarioOverrides) -> Void) throws -> Scenario {
        var overrides = ScenarioOverrides()
        change(&overrides)
        return try overrides.apply(to: sample())
    }

    private func error(_ change: (inout ScenarioOverrides) -> Void) -> String {
        do {
            return "no error: \(try apply(change))"
        } catch { return "\(error)" }
    }

    @Test func optionsReplaceIt() throws {
        let standard = try apply {
            $0.untilWithin = "5%"
            $0.repetitions = "10"
        }
        #expect(standard.stop == StoppingRule(withinPercent: 5, atMost: 30))
        let capped = try apply {
            $0.untilWithin = "5%"
            $0.atMost = "4"
        }
        #expect(capped.stop == StoppingRule(withinPercent: 5, atMost: 4))
    }

    @Test func wrongOptionsAreNamed() {
        #expect(error { $0.atMost = "9" }.hasPrefix("--at-most 9: there is nothing to go on for"))
        #expect(error { $0.untilWithin = "5" }.hasPrefix("--until-within 5: \"5\" is not a perc"))
        let cap = error {
            $0.untilWithin = "5%"
            $0.atMost = "3"
        }
        #expect(cap.hasPrefix("--at-most 3: 3 is not a possible cap; allowed: more than the 3 "))
    }

    /// Blocks beyond the repetitions are shuffled as the others, and known beforehand.
    @Test func thePlanHasEveryBlockThatMayBeNeeded() throws {
        let plan = try RunPlan(try scenario("stop: {within: 5%, at_most: 8}"))
        let longer = try RunPlan(try apply { $0.repetitions = "8" })
        #expect(plan.runs == longer.runs)
        let certain = plan.certain(of: plan.runs)
        #expect(certain == (try RunPlan(sample())).runs)
        #expect(longer.certain(of: longer.runs) == longer.runs)
    }

    @Test func whatIsNotNeededDoesNotWarmUpEither() throws {
        let plan = try RunPlan(try scenario("stop: {within: 5%, at_most: 8}"))
        let done = Set(plan.certain(of: plan.runs).map(\.position))
        let open = plan.cases[2]
        let left = plan.remaining(afterDone: done) { $0.spec == open }
        #expect(left.count == 6)
        #expect(left.allSatisfy { $0.spec == open })
        #expect(left.count(where: \.isWarmup) == 1)
    }

    @Test func aCaseMayComeTwiceUnderTwoNames() throws {
        var scenario = try sample()
        scenario.matrix.transports = [TransportChoice(.null), TransportChoice(.tcp)]
        let plan = try RunPlan(scenario, twice: true)
        let again = plan.cases.filter { $0.scenario == "sample-again" }
        #expect(again.count == 2 && plan.cases.count == 6)
        #expect(again.allSatisfy { $0.migration.transport == .tcp })
        for var spec in again {
            spec.scenario = "sample"
            #expect(plan.cases.contains(spec))
        }
        #expect(plan.runs.count == 6 * 4)
        for block in 1...3 {
            #expect(Set(plan.runs.filter { $0.block == block }.map(\.spec)) == Set(plan.cases))
        }
    }
}
