import Guest
import Migration
import Platform
import Testing

@testable import Scenarios

@Suite struct LabScenarioTests {
    @Test func theBuiltInTextIsTheFile() throws {
        let bytes = try Files.read(repositoryPath("Benchmarks/Scenarios/lab.yml"))
        #expect(bytes == Array(Scenario.labText.utf8))
    }

    @Test func everyTransportIsCompared() throws {
        let plan = try RunPlan(Scenario.lab())
        #expect(Set(plan.cases.map(\.migration.transport)) == Set(TransportKind.allCases))
        // Software emulation moves some ten megabytes a second.
        #expect(plan.cases.allSatisfy { $0.guest.memoryBytes <= 128 << 20 })
    }
}
