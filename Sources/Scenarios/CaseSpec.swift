public import Guest
public import Migration

/// One case: a guest and a migration, to be run the same way every time.
///
/// The guest's seed is the scenario's; each run replaces it, see ``PlannedRun/caseToRun``.
public struct CaseSpec: Codable, Sendable, Hashable {
    /// The name of the scenario.
    public var scenario: String
    /// The guest to migrate.
    public var guest: GuestSpec
    /// How it is migrated.
    public var migration: MigrationSpec
    /// Where memory and threads of each end are wanted.
    public var placement: EndPlacements
    /// How long the guest runs before anything is measured, in seconds.
    public var settleSeconds: Double
    /// How long the guest goes on at the destination, in seconds.
    public var runOnSeconds: Double
    /// How long the hosts are then watched while the guest runs alone, in seconds.
    public var idleBaselineSeconds: Double
    /// How many such guests migrate at once.
    public var concurrency: Concurrency

    /// Describes a case.
    public init(
        scenario: String, guest: GuestSpec, migration: MigrationSpec,
        placement: EndPlacements = EndPlacements(), settleSeconds: Double = 0.2,
        runOnSeconds: Double = 0.1, idleBaselineSeconds: Double = 0.2,
        concurrency: Concurrency = .alone
    ) {
        self.scenario = scenario
        self.guest = guest
        self.migration = migration
        self.placement = placement
        self.settleSeconds = settleSeconds
        self.runOnSeconds = runOnSeconds
        self.idleBaselineSeconds = idleBaselineSeconds
        self.concurrency = concurrency
    }

    /// The case for a progress line, such as `multifd x4  hotset 64 MiB/s`.
    public var label: String { "\(transportLabel)  \(workloadLabel)" }

    /// The transport, such as `multifd x4` or `tcp`, with those RDMA options that are not the
    /// defaults: `rdma-pin-all chunk 32 MiB poll`.
    public var transportLabel: String {
        let name = migration.transport.rawValue
        let label = migration.transport.hasChannels ? "\(name) x\(migration.channels)" : name
        return ([label] + rdmaWords).joined(separator: " ")
    }

    private var rdmaWords: [String] {
        guard let rdma = migration.rdma else { return [] }
        let differing = { (other: RDMAOptions) in
            migration.transport.rdmaOptions.filter { $0.value(in: rdma) != $0.value(in: other) }
        }
        let unusual = differing(RDMAOptions())
        if !unusual.isEmpty, differing(.qemu).isEmpty { return ["like qemu"] }
        return unusual.map { $0.words(for: $0.value(in: rdma)) }
    }

    /// The workload, such as `hotset 64 MiB/s` or `idle`.
    public var workloadLabel: String {
        let workload = guest.workload
        guard workload.kind != .idle else { return workload.kind.rawValue }
        // What was recorded is no round figure.
        if let trace = workload.trace, workload.dirtyRate == trace.bytesPerSecond {
            let tenths = (trace.bytesPerSecond / 0x1p20 * 10).rounded()
            return "\(workload.kind.rawValue) \(tenths / 10) MiB/s"
        }
        return "\(workload.kind.rawValue) \(ByteRate(bytesPerSecond: workload.dirtyRate))"
    }
}
