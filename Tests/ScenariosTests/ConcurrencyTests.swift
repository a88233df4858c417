import Guest
import Migration
import Testing

@testable import Scenarios

/// Guests that migrate at once: how they are asked for, and what they need.
@Suite struct ConcurrencyTests {
    private func plan(_ more: String, _ transport: String = "tcp") throws -> RunPlan {
        try RunPlan(
            ScenarioFile.decode(
                """
                name: many
                repetitions: 1
                warmup: 0
                matrix: {transport: \(transport), workload: idle, memory: 1GiB}
                \(more)
                """, file: "many.yml"))
    }

    @Test func oneGuestIsWhatNothingSays() throws {
        let one = try plan("")
        #expect(one.scenario.concurrency == .alone)
        #expect(try plan("guests: 1\ndirection: forward").cases == one.cases)
        #expect(!one.cases[0].key.contains("guests"))
        #expect(one.runs[0].casesAtOnce == [one.runs[0].caseToRun])
    }

    @Test func manyGuestsAreACaseOfTheirOwn() throws {
        let spec = try #require(try plan("guests: 3\ndirection: both").cases.first)
        #expect(spec.concurrency == Concurrency(guests: 3, direction: .both))
        #expect(spec.concurrency.atOnce == 6)
        #expect(spec.concurrency.words == "3 guests each way at once")
        #expect(spec.key.hasSuffix(";guests=3;direction=both"))
        #expect(spec.comparisonKey.hasSuffix(";guests=3;direction=both"))
        #expect(try !plan("direction: both").cases[0].concurrency.isAlone)
    }

    @Test func noTwoGuestsAreAlike() throws {
        let run = try plan("guests: 4").runs[0]
        #expect(run.casesAtOnce.count == 4)
        #expect(run.casesAtOnce[0] == run.caseToRun)
        #expect(Set(run.casesAtOnce.map(\.guest.seed)).count == 4)
        #expect(run.casesAtOnce == run.casesAtOnce)
    }

    @Test(arguments: [
        ("guests: 0", "0 is not a possible number of guests; allowed: 1 to 64"),
        ("guests: 65", "65 is not a possible number of guests"),
        ("guests: many", "\"many\" is not a whole number"),
        ("direction: back", "unknown direction \"back\"; allowed: forward, both"),
    ])
    func whatCannotBeIsRefused(line: String, words: String) {
        let text =
            "name: x\nmatrix: {transport: tcp, workload: idle, memory: 1GiB}\n\(line)\n"
        let found = errors(in: text)
        #expect(found.count == 1 && found[0].hasPrefix("x.yml:3:"), "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test func optionsOverride() throws {
        var overrides = ScenarioOverrides()
        overrides.guests = "2"
        overrides.direction = "both"
        let scenario = try overrides.apply(to: Scenario.quick())
        #expect(scenario.concurrency == Concurrency(guests: 2, direction: .both))
        overrides.guests = "0"
        let error = #expect(throws: ScenarioErrors.self) {
            try overrides.apply(to: Scenario.quick())
        }
        #expect(error?.errors.first?.source == .option("--guests 0"))
    }

    @Test func memoryOfAllCounts() throws {
        let one = try plan("").estimate()
        #expect(try plan("guests: 3").estimate().memoryBytesEachEnd == 3 * one.memoryBytesEachEnd)
        // Either host is the one end of each.
        let both = try plan("guests: 3\ndirection: both").estimate()
        #expect(both.memoryBytesEachEnd == 6 * one.memoryBytesEachEnd)
    }

    @Test func soDoesWhatIsPinned() throws {
        // Zero-copy pins on the end that sends only.
        let copies = "{name: multifd-zerocopy, channels: 1}"
        let alone = try plan("", copies).estimate()
        #expect(alone.pinnedBytesOnSource > 0 && alone.pinnedBytesOnDestination == 0)
        let three = try plan("guests: 3", copies).estimate()
        #expect(three.pinnedBytesOnSource == 3 * alone.pinnedBytesOnSource)
        #expect(three.pinnedBytesOnDestination == 0)
        let both = try plan("guests: 3\ndirection: both", copies).estimate()
        #expect(both.pinnedBytesOnSource == 3 * alone.pinnedBytesOnSource)
        #expect(both.pinnedBytesOnDestination == both.pinnedBytesOnSource)
    }

    /// They share the link: all take as long as one after the other, but what surrounds them does not.
    @Test func theyShareTheLink() throws {
        let model = CostModel()
        let (one, four) = (try plan("").cases[0], try plan("guests: 4").cases[0])
        #expect(model.migrationSeconds(for: four) == 4 * model.migrationSeconds(for: one))
        #expect(model.seconds(for: four) < 4 * model.seconds(for: one))
        #expect(model.sentBytes(for: four) == model.sentBytes(for: one))
    }
}
