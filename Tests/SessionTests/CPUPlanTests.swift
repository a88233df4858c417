import Measurement
import Migration
import Scenarios
import Testing

@testable import Session

/// Plans whose migrations are too short for their CPU cost to be known are warned of.
@Suite struct CPUPlanTests {
    private func runs(
        _ repetitions: Int, memory: String, transport: String = "tcp", baseline: String = "2s"
    ) throws -> [PlannedRun] {
        let text = """
            name: ticks
            repetitions: \(repetitions)
            idle_baseline: \(baseline)
            matrix: {transport: [\(transport)], workload: [idle], memory: \(memory)}
            """
        return try RunPlan(ScenarioFile.decode(text, file: "ticks.yml")).runs
    }

    private let precision = CPUPrecision(cpus: 4, hosts: 2, idleIsExact: false)

    private func warning(_ runs: [PlannedRun]) -> String? {
        CPUPlan.warning(about: runs, precision)
    }

    @Test func aShortCaseIsWarnedOf() throws {
        let words = try #require(warning(try runs(1, memory: "256MiB")))
        #expect(words.hasPrefix("CPU s/GiB of 1 of 1 cases will be known within about "))
        #expect(words.contains("--memory "))
        // 64 times the memory would not do.
        let shorter = try #require(warning(try runs(1, memory: "64MiB")))
        #expect(shorter.contains("--repetitions ") && !shorter.contains("--memory"))
    }

    /// What the warning says would do does.
    @Test(arguments: [1, 3, 10], ["128MiB", "256MiB", "1GiB"])
    func theAdviceIsGood(repetitions: Int, memory: String) throws {
        guard let words = warning(try runs(repetitions, memory: memory)) else { return }
        if let match = words.firstMatch(of: /--repetitions (\d+)/), let count = Int(match.1) {
            #expect(count > repetitions)
            #expect(warning(try runs(count, memory: memory)) == nil)
            #expect(warning(try runs(max(1, count / 2), memory: memory)) != nil)
        }
        if let match = words.firstMatch(of: /--memory (\w+)/) {
            #expect(warning(try runs(repetitions, memory: String(match.1))) == nil)
        }
    }

    /// However long the migration is, what is taken off it is known from the look before.
    @Test(arguments: ["1GiB", "100GiB"])
    func aShortLookBeforeIsNamed(memory: String) throws {
        let exact = CPUPrecision(cpus: 2, hosts: 1, idleIsExact: true)
        let short = try runs(1, memory: memory, baseline: "100ms")
        let words = try #require(CPUPlan.warning(about: short, exact))
        #expect(words.contains("so short a look at the hosts before is few"))
        #expect(!words.contains("--memory"))
        let match = try #require(words.firstMatch(of: /idle_baseline: (\w+)/))
        let longer = try runs(1, memory: memory, baseline: String(match.1))
        #expect(CPUPlan.warning(about: longer, exact) == nil)
    }

    /// Emulated processors take a hundred times as long, of which more is known.
    @Test func ofAnEmulatedHostMoreIsKnown() throws {
        let short = try runs(3, memory: "32MiB")
        #expect(CPUPlan.warning(about: short, precision) != nil)
        #expect(CPUPlan.warning(about: short, precision, model: .emulation) == nil)
    }

    @Test func aLongCaseIsNot() throws {
        #expect(warning(try runs(20, memory: "64GiB")) == nil)
    }

    /// What ticks do not sample is known of a shorter migration.
    @Test func whereIdleTimeIsExactLessWillDo() throws {
        let exact = CPUPrecision(cpus: 4, hosts: 2, idleIsExact: true)
        let runs = try runs(5, memory: "512MiB")
        #expect(CPUPlan.warning(about: runs, exact) == nil)
        #expect(warning(runs) != nil)
    }

    /// null costs nothing, and that is what it shows.
    @Test func nullIsLeftOut() throws {
        #expect(warning(try runs(1, memory: "64MiB", transport: "null")) == nil)
        let both = try #require(
            warning(try runs(1, memory: "64MiB", transport: "null, tcp")))
        #expect(both.contains("1 of 1 cases"))
    }
}
