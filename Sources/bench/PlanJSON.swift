internal import FoundationEssentials
internal import Guest
internal import Migration
internal import Scenarios
internal import Session

/// A plan for machines: what ``PlanText`` says, with the columns' names and units.
struct PlanJSON: Encodable {
    let scenario: String
    let seed: UInt64
    let repetitions: Int
    /// With a stopping rule the most; then the estimate of the time is the longest too.
    let repetitionsAtMost: Int?
    let untilWithinPercent: Double?
    let warmup: Int
    let guests: Int
    let direction: String
    let cases: Int
    let estimatedS: Double
    let estimatedAtLeastS: Double?
    let memoryEachEndBytes: Int
    /// What of it must be reserved in huge pages of 2 MiB.
    let reservedEachEndBytes: Int
    let pinnedOnSourceBytes: Int
    let runs: [Run]

    /// One run; block 0 is the warm-up.
    struct Run: Encodable {
        let block: Int
        let orderIndex: Int
        let transport: String
        let channels: Int
        let workload: String
        let memoryBytes: Int
        let dirtyRateTargetMibS: Double?
        let downtimeLimitMs: Double
        let maxBandwidthMbps: Double?
        /// The mistake that is made in it.
        let fault: String?

        init(_ run: PlannedRun, _ fault: Fault?) {
            self.fault = fault.map { "\($0)" }
            let migration = run.spec.migration
            let guest = run.spec.guest
            block = run.block
            orderIndex = run.orderIndex
            transport = migration.transport.rawValue
            channels = migration.channels
            workload = guest.workload.kind.rawValue
            memoryBytes = guest.memoryBytes
            dirtyRateTargetMibS = guest.workload.dirtyRate.map { $0 / 0x1p20 }
            downtimeLimitMs = migration.downtimeLimitMs
            maxBandwidthMbps = migration.maxBandwidth.map { $0 * 8 / 1e6 }
        }
    }

    /// What is left of a plan.
    init(_ plan: RunPlan, _ left: [PlannedRun], _ model: CostModel, _ injection: Injection?) {
        let estimate = RunEstimate(left, model: model)
        scenario = plan.scenario.name
        seed = plan.scenario.seed
        repetitions = plan.scenario.repetitions
        repetitionsAtMost = plan.scenario.stop?.atMost
        untilWithinPercent = plan.scenario.stop?.withinPercent
        estimatedAtLeastS = plan.scenario.stop.map { _ in
            RunEstimate(plan.certain(of: left), model: model).seconds
        }
        warmup = plan.scenario.warmup
        guests = plan.scenario.concurrency.guests
        direction = plan.scenario.concurrency.direction.rawValue
        cases = plan.cases.count
        estimatedS = estimate.seconds
        memoryEachEndBytes = estimate.memoryBytesEachEnd
        reservedEachEndBytes = estimate.reservedBytesEachEnd
        pinnedOnSourceBytes = estimate.pinnedBytesOnSource
        runs = left.enumerated().map { number, run in
            Run(run, injection?.fault(of: run, number: number))
        }
    }

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) } catch {
            preconditionFailure("a plan cannot be encoded: \(error)")
        }
    }
}
