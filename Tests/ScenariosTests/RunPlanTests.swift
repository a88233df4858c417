import Guest
import Testing

@testable import Scenarios

@Suite struct RunPlanTests {
    @Test func eachBlockHoldsEveryCaseOnce() throws {
        let plan = try RunPlan(sample())
        #expect(plan.runs.count == plan.cases.count * 4)
        for block in 0...3 {
            let runs = plan.runs.filter { $0.block == block }
            #expect(Set(runs.map(\.spec)) == Set(plan.cases))
            #expect(runs.map(\.orderIndex) == Array(0..<plan.cases.count))
            #expect(runs.allSatisfy { $0.isWarmup == (block == 0) })
        }
        #expect(plan.runs.map(\.block) == plan.runs.map(\.block).sorted())
    }

    @Test func blocksAreInterleavedAndDiffer() throws {
        var scenario = try sample()
        scenario.repetitions = 40
        let plan = try RunPlan(scenario)
        let orders = (1...40).map { block in plan.runs.filter { $0.block == block }.map(\.spec) }
        #expect(Set(orders).count > 30)
        // Every case comes first in some block: 6 cases, 40 blocks.
        #expect(Set(orders.map { $0[0] }).count == plan.cases.count)
    }

    @Test func theOrderIsTheSameOnEveryMachine() throws {
        let plan = try RunPlan(sample())
        let order = plan.runs.map { run in plan.cases.firstIndex(of: run.spec) ?? -1 }
        #expect(order == pinnedOrder)
        #expect(plan.runs.filter { $0.orderIndex == 0 }.map(\.guestSeed) == pinnedSeeds)
    }

    /// Worked out by a second implementation, one line a block.
    private let pinnedOrder = [
        4, 0, 3, 5, 2, 1,
        0, 1, 5, 4, 3, 2,
        0, 5, 2, 3, 1, 4,
        0, 5, 2, 3, 4, 1,
    ]
    private let pinnedSeeds: [UInt64] = [
        6_467_134_039_614_435_039, 14_170_572_752_614_760_871, 14_823_730_314_851_612_384,
        2_087_533_261_416_318_709,
    ]

    @Test func theSeedChangesTheOrder() throws {
        var scenario = try sample()
        scenario.repetitions = 10
        let before = try RunPlan(scenario).runs.map(\.spec.label)
        #expect(try RunPlan(scenario).runs.map(\.spec.label) == before)
        scenario.seed = 8
        #expect(try RunPlan(scenario).runs.map(\.spec.label) != before)
    }

    @Test func allCasesOfABlockSeeTheSameWrites() throws {
        let plan = try RunPlan(sample())
        let seeds = (0...3).map { block in
            Set(plan.runs.filter { $0.block == block }.map(\.guestSeed))
        }
        #expect(seeds.allSatisfy { $0.count == 1 })
        #expect(Set(seeds).count == 4)
        #expect(plan.runs.allSatisfy { $0.caseToRun.guest.seed == $0.guestSeed })
    }

    @Test func severalWarmUpsStandInBlockZero() throws {
        var scenario = try sample()
        scenario.warmup = 2
        let plan = try RunPlan(scenario)
        let warmup = plan.runs.filter(\.isWarmup)
        #expect(warmup.map(\.orderIndex) == Array(0..<12))
        #expect(Set(plan.runs.map(\.position)).count == plan.runs.count)
        scenario.warmup = 0
        #expect(try RunPlan(scenario).runs.allSatisfy { !$0.isWarmup })
    }

    @Test func unsoundScenariosHaveNoPlan() throws {
        var scenario = try sample()
        scenario.matrix.memory = []
        do {
            _ = try RunPlan(scenario)
            Issue.record("planned a scenario without memory")
        } catch {
            #expect("\(error)" == "scenario: matrix.memory: is an empty list")
        }
    }
}

@Suite struct ResumeTests {
    @Test func nothingDoneLeavesEverything() throws {
        let plan = try RunPlan(sample())
        #expect(plan.remaining(afterDone: []) == plan.runs)
    }

    @Test func everythingDoneLeavesNothing() throws {
        let plan = try RunPlan(sample())
        #expect(plan.remaining(afterDone: Set(plan.runs.map(\.position))).isEmpty)
    }

    @Test func onlyCasesWithRunsLeftWarmUp() throws {
        let plan = try RunPlan(sample())
        let last = try #require(plan.runs.last)
        let done = Set(plan.runs.filter { !$0.isWarmup }.dropLast().map(\.position))
        let left = plan.remaining(afterDone: done)
        #expect(left.map(\.spec) == [last.spec, last.spec])
        #expect(left.map(\.isWarmup) == [true, false])
        #expect(left.last == last)
    }

    @Test func foreignPositionsDoNotMatter() throws {
        let plan = try RunPlan(sample())
        let foreign = RunPosition(block: 99, orderIndex: -1)
        #expect(plan.remaining(afterDone: [foreign]) == plan.runs)
    }
}
