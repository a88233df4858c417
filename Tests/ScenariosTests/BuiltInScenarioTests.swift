import Migration
import Platform
import Testing

@testable import Scenarios

/// The path of a file in the repository.
func repositoryPath(_ relative: String, from file: String = #filePath) -> String {
    let folders = file.split(separator: "/").dropLast(3)
    return "/" + (folders + [Substring(relative)]).joined(separator: "/")
}

@Suite struct BuiltInScenarioTests {
    @Test func theBuiltInTextIsTheFile() throws {
        let bytes = try Files.read(repositoryPath("Benchmarks/Scenarios/quick.yml"))
        #expect(bytes == Array(Scenario.quickText.utf8))
    }

    @Test func quickIsTheMatrixThatIsPromised() throws {
        let plan = try RunPlan(Scenario.quick())
        #expect(plan.cases.count == 15)
        #expect(plan.runs.count == 15 * 6)
        #expect(
            plan.cases.prefix(5).map(\.transportLabel) == [
                "null", "tcp", "multifd x2", "multifd x4", "multifd-zerocopy x4",
            ])
        #expect(
            plan.cases.map(\.workloadLabel).uniqued() == [
                "idle", "uniform 64 MiB/s", "hotset 64 MiB/s",
            ])
        #expect(plan.estimate().seconds < 180)
    }

    @Test func onAHostWithADeviceItIsTheSameWithAllTransports() throws {
        let bytes = try Files.read(repositoryPath("Benchmarks/Scenarios/quick-rdma.yml"))
        #expect(bytes == Array(Scenario.quickRDMAText.utf8))
        let plan = try RunPlan(Scenario.quickRDMA())
        #expect(Set(plan.cases.map(\.migration.transport)) == Set(TransportKind.allCases))
        let labels = { (plan: RunPlan) in
            Set(plan.cases.map { "\($0.transportLabel), \($0.workloadLabel)" })
        }
        #expect(try labels(plan).isSuperset(of: labels(RunPlan(Scenario.quick()))))
    }

    /// Two minutes, with half a minute for the simulation.
    @Test func aSelfCheckIsOneCaseTwiceAndTheHarness() throws {
        let plan = try RunPlan(Scenario.selfCheck(), twice: true)
        #expect(plan.cases.map(\.migration.transport) == [.null, .tcp, .tcp])
        #expect(plan.scenario.repetitions == 10)
        #expect(plan.estimate().seconds < 90)
    }

    /// A gate that confirms may measure everything twice, and then it is morning.
    @Test func nightlyFitsIntoANight() throws {
        let path = repositoryPath("Benchmarks/Scenarios/nightly.yml")
        let plan = try RunPlan(ScenarioFile.read(path: path))
        #expect(plan.estimate().seconds < 1.5 * 3600)
        #expect(plan.scenario.repetitions >= 10)
        let kinds = Set(plan.cases.map(\.migration.transport.definition.needsRDMA))
        #expect(kinds == [false, true])
    }

    /// The memory is that which its first lines promise.
    @Test func evacuationEmptiesAHost() throws {
        let path = repositoryPath("Benchmarks/Scenarios/evacuation.yml")
        let plan = try RunPlan(ScenarioFile.read(path: path))
        #expect(plan.cases.allSatisfy { $0.concurrency.guests == 4 })
        #expect(plan.estimate().memoryBytesEachEnd <= 9 << 30)
        #expect(plan.scenario.repetitions >= 10)
        let kinds = Set(plan.cases.map(\.migration.transport.definition.needsRDMA))
        #expect(kinds == [false, true])
    }

    @Test func maintainersIsTheComparisonThatWasAskedFor() throws {
        let path = repositoryPath("Benchmarks/Scenarios/maintainers.yml")
        let plan = try RunPlan(ScenarioFile.read(path: path))
        #expect(Set(plan.cases.map(\.migration.transport)) == Set(TransportKind.allCases))
        #expect(plan.cases.count == TransportKind.allCases.count * 5 * 3 * 2)
        #expect(plan.scenario.repetitions == 10)
        #expect(
            plan.cases.allSatisfy {
                $0.migration.channels == ($0.migration.transport.hasChannels ? 8 : 1)
            })
    }
}
