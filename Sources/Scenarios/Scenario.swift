/// What to run: a guest, how it is migrated, and a matrix of what is varied.
///
/// ``ScenarioFile`` reads it from YAML and writes it back; ``RunPlan`` expands it to runs.
public struct Scenario: Sendable, Equatable {
    /// The name: part of the results folder, so letters, digits, `.`, `_` and `-` only.
    public var name: String
    /// What the scenario is for, in words; may be empty.
    public var description: String
    /// Recorded runs of every case, 1 to 10,000.
    ///
    /// With ``stop`` they are the fewest.
    public var repetitions: Int
    /// Runs each case beyond ``repetitions`` until its medians are known well; nil does not.
    public var stop: StoppingRule?
    /// Runs of every case that come first and are not recorded, 0 to 100.
    public var warmup: Int
    /// Seed of the order of runs and of everything that the guests do.
    public var seed: UInt64
    /// What is varied: every combination is a case.
    public var matrix: ScenarioMatrix
    /// What all guests have in common.
    public var guest: GuestSettings
    /// What all migrations have in common.
    public var migration: MigrationSettings
    /// How RDMA is used by transports of the matrix that do not say it themselves.
    public var rdma: RDMAChoice
    /// Where memory and threads of both ends go.
    public var placement: PlacementSettings
    /// How long the hosts are watched while each guest runs alone, before its migration.
    public var idleBaseline: TimeSpan
    /// How many guests migrate at once, and which way.
    public var concurrency: Concurrency

    /// Describes a scenario; ``RunPlan`` checks it.
    public init(
        name: String, description: String = "", repetitions: Int = 10,
        stop: StoppingRule? = nil, warmup: Int = 1, seed: UInt64 = 1, matrix: ScenarioMatrix,
        guest: GuestSettings = GuestSettings(),
        migration: MigrationSettings = MigrationSettings(), rdma: RDMAChoice = RDMAChoice(),
        placement: PlacementSettings = PlacementSettings(),
        idleBaseline: TimeSpan = .milliseconds(200), concurrency: Concurrency = .alone
    ) {
        self.name = name
        self.description = description
        self.repetitions = repetitions
        self.stop = stop
        self.warmup = warmup
        self.seed = seed
        self.matrix = matrix
        self.guest = guest
        self.migration = migration
        self.rdma = rdma
        self.placement = placement
        self.idleBaseline = idleBaseline
        self.concurrency = concurrency
    }
}

/// What all guests of a scenario have in common.
public struct GuestSettings: Sendable, Equatable {
    /// The number of vCPUs, 1 to ``maximumVCPUs``.
    public var vcpus: Int
    /// The share of guest pages that hold only zeros at first, 0 to 1.
    public var zeroShare: Double
    /// The share of each other page that repeats one byte, 0 to 1.
    public var compressibleShare: Double
    /// How long the guest runs alone before its migration starts.
    public var settle: TimeSpan
    /// How long the guest goes on at the destination before it is stopped and verified.
    public var runOn: TimeSpan

    /// The most vCPUs that a guest can have.
    public static let maximumVCPUs = 256

    /// Describes what guests have in common.
    public init(
        vcpus: Int = 1, zeroShare: Double = 0, compressibleShare: Double = 0,
        settle: TimeSpan = .milliseconds(200), runOn: TimeSpan = .milliseconds(100)
    ) {
        self.vcpus = vcpus
        self.zeroShare = zeroShare
        self.compressibleShare = compressibleShare
        self.settle = settle
        self.runOn = runOn
    }
}

/// What all migrations of a scenario have in common.
public struct MigrationSettings: Sendable, Equatable {
    /// Size of the device state that is sent while the guest is stopped.
    public var deviceState: ByteSize
    /// Throttle a guest that dirties memory faster than it is sent (QEMU `auto-converge`).
    public var autoConverge: Bool
    /// Precopy gives up after this many rounds, 1 to 1,000,000.
    public var maxRounds: Int
    /// Precopy gives up after this time.
    public var maxTime: TimeSpan
    /// Replaces the measured bandwidth in the switchover decision; nil measures
    /// (QEMU `avail-switchover-bandwidth`).
    public var switchoverBandwidth: ByteRate?
    /// Touch all destination memory in setup, so that receiving takes no page faults.
    public var prefault: Bool

    /// Describes what migrations have in common.
    public init(
        deviceState: ByteSize = .mebibytes(1), autoConverge: Bool = false, maxRounds: Int = 1000,
        maxTime: TimeSpan = .seconds(60), switchoverBandwidth: ByteRate? = nil,
        prefault: Bool = true
    ) {
        self.deviceState = deviceState
        self.autoConverge = autoConverge
        self.maxRounds = maxRounds
        self.maxTime = maxTime
        self.switchoverBandwidth = switchoverBandwidth
        self.prefault = prefault
    }
}
