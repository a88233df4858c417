import Guest
import Migration
import Testing

@testable import Scenarios

@Suite struct EstimateTests {
    private func spec(
        _ transport: TransportKind = .tcp, channels: Int = 1, memory: ByteSize = .gibibytes(1),
        rate: ByteRate = .zero, maxBandwidth: Double? = nil
    ) -> CaseSpec {
        let kind: WorkloadKind = rate == .zero ? .idle : .uniform
        return CaseSpec(
            scenario: "a",
            guest: GuestSpec(
                memoryBytes: memory.bytes,
                workload: WorkloadSpec(kind: kind, dirtyRate: rate.bytesPerSecond)),
            migration: MigrationSpec(
                transport: transport, channels: channels, maxBandwidth: maxBandwidth))
    }

    @Test func anIdleGuestIsSentOnce() {
        let model = CostModel(bandwidth: 1_073_741_824)
        #expect(model.migrationSeconds(for: spec()) == 1)
        #expect(model.migrationSeconds(for: spec(maxBandwidth: 268_435_456)) == 4)
    }

    @Test func dirtyingMakesItLongerUpToMaxTime() {
        let model = CostModel(bandwidth: 1_073_741_824)
        #expect(model.migrationSeconds(for: spec(rate: .mebibytes(512))) == 2)
        #expect(model.migrationSeconds(for: spec(rate: .mebibytes(2048))) == 60)
        #expect(model.migrationSeconds(for: spec(rate: .unlimited)) == 60)
    }

    @Test func aGuestThatFitsIntoTheDowntimeConverges() {
        let model = CostModel(bandwidth: 1_073_741_824)
        let small = spec(memory: .mebibytes(128), rate: .unlimited)
        #expect(model.migrationSeconds(for: small) == 0.25)
    }

    @Test func memoryOfEachEnd() {
        let bytes = 1 << 30
        #expect(spec().memoryBytesEachEnd == bytes + bytes / 1000 + 67_108_864)
        #expect(spec().pinnedBytesOnSource == 0)
        #expect(spec(.multifdZerocopy, channels: 8).pinnedBytesOnSource == 8 * 4_194_304)
        let small = spec(.multifdZerocopy, channels: 8, memory: .mebibytes(1))
        #expect(small.pinnedBytesOnSource == 1 << 20)
    }

    /// What is reserved serves no case with other pages: a host needs the most of each kind.
    @Test func hugePagesAreEstimatedApart() throws {
        var scenario = try sample()
        scenario.matrix.memory = [.mebibytes(256)]
        #expect(try RunPlan(scenario).estimate().reservedBytesEachEnd == 0)
        scenario.matrix.pageSizes = [.huge2MiB, .base]
        let estimate = try RunPlan(scenario).estimate()
        #expect(estimate.reservedBytesEachEnd == 256 << 20)
        #expect(estimate.unreservedBytesEachEnd == estimate.memoryBytesEachEnd)
        scenario.matrix.pageSizes = [.huge2MiB]
        let huge = try RunPlan(scenario).estimate()
        #expect(huge.unreservedBytesEachEnd == huge.memoryBytesEachEnd - (256 << 20))
    }

    @Test func thePlanNeedsTheSumAndTheLargest() throws {
        var scenario = try sample()
        scenario.matrix.memory = [.mebibytes(256), .gibibytes(1)]
        let plan = try RunPlan(scenario)
        let estimate = plan.estimate()
        #expect(estimate.runs == plan.runs.count)
        #expect(estimate.largestCase?.guest.memoryBytes == 1 << 30)
        let sum = plan.runs.reduce(0) { $0 + CostModel().seconds(for: $1.spec) }
        #expect(abs(estimate.seconds - sum) < 1e-6)
        #expect(RunEstimate([]).seconds == 0)
        #expect(RunEstimate([]).largestCase == nil)
    }
}
