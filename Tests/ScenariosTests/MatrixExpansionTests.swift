import Guest
import Migration
import Testing

@testable import Scenarios

@Suite struct MatrixExpansionTests {
    @Test func everyCombinationOnce() throws {
        let cases = try RunPlan(sample()).cases
        #expect(
            cases.map(\.label) == [
                "tcp  idle", "multifd x2  idle", "multifd x4  idle", "tcp  hotset 64 MiB/s",
                "multifd x2  hotset 64 MiB/s", "multifd x4  hotset 64 MiB/s",
            ])
        #expect(Set(cases.map(\.key)).count == cases.count)
        #expect(Set(cases.map(\.comparisonKey)).count == 2)
    }

    @Test func idleHasNoRates() throws {
        var scenario = try sample()
        scenario.matrix.dirtyRates = [.zero, .mebibytes(1), .mebibytes(2), .unlimited]
        let labels = try RunPlan(scenario).cases.map(\.workloadLabel).uniqued()
        #expect(
            labels == ["idle", "hotset 1 MiB/s", "hotset 2 MiB/s", "hotset unlimited"])
        let idle = try RunPlan(scenario).cases.filter { $0.guest.workload.kind == .idle }
        #expect(idle.count == 3)
        #expect(idle.allSatisfy { $0.guest.workload.dirtyRate == 0 })
    }

    @Test func zeroPagesAreLookedForAsQEMUDoes() throws {
        var scenario = try sample()
        scenario.matrix.transports = TransportKind.allCases.map { TransportChoice($0) }
        for spec in try RunPlan(scenario).cases {
            let transport = spec.migration.transport
            let isNowhere = transport == .null || transport.definition.needsRDMA
            let expected: ZeroPageDetection =
                isNowhere ? .none : transport.hasChannels ? .multifd : .legacy
            #expect(spec.migration.zeroPageDetection == expected)
        }
    }

    @Test func combinationsThatComeToTheSameAppearOnce() throws {
        var scenario = try sample()
        scenario.matrix.transports = [TransportChoice(.multifd)]
        let before = try RunPlan(scenario).cases
        scenario.matrix.zeroPageDetections = [.automatic, .explicit(.multifd)]
        #expect(try RunPlan(scenario).cases == before)
    }

    @Test func theHotSetIsAnEighthUnlessSaid() throws {
        var scenario = try sample()
        scenario.matrix.memory = [.mebibytes(1), ByteSize(bytes: 4096)]
        scenario.matrix.workloads = [WorkloadChoice(.hotset)]
        let sizes = try RunPlan(scenario).cases.map(\.guest.workload.workingSetBytes)
        #expect(sizes.uniqued() == [131_072, 4096])
        scenario.matrix.workloads = [WorkloadChoice(.hotset, workingSet: ByteSize(bytes: 4096))]
        #expect(try RunPlan(scenario).cases[0].guest.workload.workingSetBytes == 4096)
    }

    @Test func settingsReachTheCase() throws {
        var scenario = try sample()
        scenario.guest = GuestSettings(
            vcpus: 3, zeroShare: 0.5, compressibleShare: 0.25, settle: .seconds(2),
            runOn: .seconds(1))
        scenario.migration.maxRounds = 9
        scenario.migration.prefault = false
        let spec = try RunPlan(scenario).cases[0]
        #expect(spec.guest.vcpus == 3)
        #expect(spec.guest.zeroShare == 0.5)
        #expect(spec.guest.compressibleShare == 0.25)
        #expect(spec.settleSeconds == 2)
        #expect(spec.runOnSeconds == 1)
        #expect(spec.idleBaselineSeconds == 0.2)
        #expect(spec.migration.maxRounds == 9)
        #expect(!spec.migration.prefaultDestination)
    }

    @Test func theKeyKnowsEverythingButTheSeed() throws {
        let spec = try RunPlan(sample()).cases[4]
        var other = spec
        other.guest.seed = 99
        #expect(other.key == spec.key)
        other.migration.channels = 9
        #expect(other.key != spec.key)
        #expect(other.comparisonKey == spec.comparisonKey)
        other.migration.maxBandwidth = 1
        #expect(other.comparisonKey != spec.comparisonKey)
    }
}

extension Array where Element: Hashable {
    /// The elements without those that came before.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
