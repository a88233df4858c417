public import Guest
public import Measurement
public import Migration
public import Platform
public import Scenarios

// The words between the coordinator and an agent: JSON frames over the agent's standard streams.
//
//     coordinator                                agent
//       hello  ------------------------------->
//       <-------------------------------  hello     (versions and frame limits must agree)
//       facts  ------------------------------->
//       <-------------------------------  facts
//       lease  ------------------------------->     of a suite, for as long as its agents live
//       <-------------------------------  lease
//       interface  --------------------------->     what the data will take, of both
//       <-------------------------------  interface
//     before the first migration, for each way between the hosts, destination first:
//       probe  ------------------------------->
//       <-------------------------------  prepared  (destination)
//       <-------------------------------  probed  (both, when it is over)
//       release  ----------------------------->
//       <-------------------------------  released
//     and for each migration, destination first:
//       prepare  ----------------------------->     memory, data plane
//       <-------------------------------  prepared
//       setUp (destination)  ----------------->     once the source is connected
//       <-------------------------------  prepared  when nothing is left to do there
//       watchAlone  -------------------------->     both at once; the guest begins to run
//       <-------------------------------  alone
//       start (source)  ---------------------->
//       <-------------------------------  progress ...
//       <-------------------------------  migrated  (both)
//       verify  ------------------------------>     both at once, when the guest has moved
//       <-------------------------------  verified
//       release  ----------------------------->
//       <-------------------------------  released
//
// An agent that fails answers `failed` and waits for `release`. Both sides say `alive` every half
// second from the agent's hello on, and give up who is silent for 5 s; where the coordinator's hello
// says something else, for as long, and they say it more often. The end of its input ends an
// agent at once.

/// The version of these messages; both sides must have the same.
///
/// Whoever changes what a message holds raises it; `ProtocolShapeTests` notices. A hello alone is
/// read across versions: it only ever gains fields that may be missing.
public let sessionProtocolVersion = 2

/// Which end of a migration an agent is.
public enum AgentRole: String, Codable, Sendable, CaseIterable {
    case source, destination
}

/// Who speaks.
public struct Hello: Codable, Sendable {
    /// ``sessionProtocolVersion`` of the speaker.
    public var protocolVersion: Int
    /// The tool's version, for words only.
    public var toolVersion: String
    /// `debug` or `release`.
    public var build: String
    /// The commit that it was built from, with "-dirty" where sources differed; nil outside of a checkout.
    public var gitCommit: String?
    /// The speaker's process id.
    public var processID: Int32
    /// The longest frame in bytes that the speaker takes; nil before version 2.
    public var maximumFrameBytes: Int?
    /// The kernel's boot id: the same for two agents on one host, whatever its name.
    public var bootID: String?
    /// The network namespace: of one host the same for agents that reach each other at 127.0.0.1.
    public var networkID: String?
    /// After so many seconds without a word either side gives the other up; the coordinator's to say.
    public var silenceSeconds: Int?
}

/// What the coordinator says.
public enum CoordinatorMessage: Codable, Sendable {
    case hello(Hello)
    case facts
    /// Takes the host for a suite, or gives it back.
    case lease(Lease?)
    /// Asks who has it.
    case leaseState
    /// Asks for the numeric address of an interface or device of the host, or whether it has one.
    case address(String)
    /// Asks for the interface that data from or to this address takes.
    case interface(SocketAddress)
    case probe(ProbeOrder)
    case prepare(Preparation)
    /// Waits until the destination has nothing left to do but to wait for the source.
    case setUp
    case watchAlone
    case start
    case verify(GuestState)
    case release
    case alive
}

/// What an agent needs for one migration.
public struct Preparation: Codable, Sendable {
    /// Which end it is.
    public var role: AgentRole
    /// The case.
    public var spec: CaseSpec
    /// Who may connect.
    public var ticket: DataPlaneTicket
    /// Destination: where to listen.
    ///
    /// Source: where to connect.
    public var address: SocketAddress
    /// Where memory and threads go.
    public var placement: Placement
    /// A mistake to make, for proving the harness.
    public var fault: Fault?
    /// What is not measured.
    public var without: [Instrument] = []
    /// Whether both ends are in one network: what is sent between their sockets goes through `lo`.
    public var isWithinHost = false
}

/// What an agent needs for measuring what a link carries.
public struct ProbeOrder: Codable, Sendable {
    /// Which end it is: the source measures.
    public var role: AgentRole
    /// The way.
    public var path: ProbePath
    /// Who may connect.
    public var ticket: DataPlaneTicket
    /// Destination: where to listen.
    ///
    /// Source: where to connect.
    public var address: SocketAddress
}

/// What an agent says.
public enum AgentMessage: Codable, Sendable {
    case hello(Hello)
    case facts(HostFacts)
    case lease(LeaseState)
    case address(String)
    /// Nil where there is no way.
    case interface(DataWay?)
    /// Where the destination listens, or from where the source is connected to it; nil where nobody tells.
    case prepared(SocketAddress?)
    case probed(mbps: Double?)
    case alone(AloneReport)
    case progress(TimelineSample)
    case migrated(SideReport)
    case verified(digest: UInt64)
    case released(peakMemoryBytes: UInt64?)
    case failed(state: AgentState, reason: String)
    case alive

    /// The message's name, for words.
    var name: String {
        switch self {
        case .hello: "hello"
        case .facts: "facts"
        case .lease: "lease"
        case .address: "address"
        case .interface: "interface"
        case .prepared: "prepared"
        case .probed: "probed"
        case .alone: "alone"
        case .progress: "progress"
        case .migrated: "migrated"
        case .verified: "verified"
        case .released: "released"
        case .failed: "failed"
        case .alive: "alive"
        }
    }
}

/// Where an agent stands.
public enum AgentState: String, Codable, Sendable, CaseIterable {
    case idle, preparing, connecting, waiting
    /// The transport prepares memory: RDMA pins it here.
    case setup
    case precopy, switchover, resumed, verifying, releasing
}

/// What one end saw while the guest ran alone, just before the migration.
public struct AloneReport: Codable, Sendable {
    /// For how long was watched, in seconds.
    public var seconds: Double
    /// What the host did; nil where /proc/stat cannot be read.
    public var host: HostUse?
    /// CPU seconds of the vCPU threads.
    public var vcpuSeconds: Double
    /// Operations that the guest did; 0 at the destination.
    public var operations: UInt64
    /// The host's counters of trouble at the beginning.
    public var signs = HostSigns()
}

/// What one end reports of a migration.
///
/// CPU figures are over the migration's span: from the beginning of precopy to the destination's
/// word that the guest runs.
public struct SideReport: Codable, Sendable {
    /// How it ended; the source alone knows.
    public var ending: Ending?
    /// Where memory and threads were, as this end has looked.
    public var placement: Placement?
    /// Rounds and samples; the source's.
    public var rounds: [RoundRecord] = []
    /// Where each phase began; the source's.
    public var samples: [TimelineSample] = []
    /// What this end's sampler saw.
    public var looks: [SideLook] = []
    /// What the transport counted.
    public var counters = TransportCounters()
    /// Seconds of the span on this host's clock.
    public var spanSeconds: Double?
    /// The migration thread and the channel threads.
    public var migrationCPU: CPUTime?
    /// The whole process.
    public var processCPU: CPUTime?
    /// Cycles and instructions of the whole process; nil where nothing counts them.
    public var work: WorkUse?
    /// The vCPU threads.
    public var vcpuSeconds: Double?
    /// What the network card counted: sent at the source, received at the destination.
    public var wire: WireUse?
    /// What the whole host did.
    public var host: HostUse?
    /// What each of its CPUs did.
    public var hostCPUs: BusyCPUs?
    /// The host's counters around the span, for the sum over guests that migrate at once.
    public var hostSpan: HostSpan?
    /// Operations that the guest did within the span.
    public var operations: UInt64?
    /// Operations that were due within the span; nil when the guest is unpaced.
    public var operationsDue: UInt64?
    /// The host's counters of trouble after the span.
    public var signs = HostSigns()
    /// Milliseconds that closing the transport took.
    public var teardownMs: Double?
    /// Where the guest was stopped: as it was sent, and again at the destination.
    public var state: GuestState?
    /// How late the operations were that this end did; nil for a guest without a schedule.
    public var latency: GuestLatency?
    /// The destination's clock against the source's; the source's.
    public var clock: ClockOffset?
    /// When the guest was stopped; the source's, of a migration that completed.
    public var stop: GuestStop?
    /// When the guest's first operation at the destination was done, in nanoseconds of its clock;
    /// nil where there was none, and at the source.
    public var firstOperation: UInt64?
    /// When precopy began, in nanoseconds of its clock; the source's.
    public var precopyBegan: UInt64?
    /// CPU seconds of the vCPU threads from the end of the span until the guest was stopped; the
    /// destination's.
    public var vcpuAfterSeconds: Double?

    /// Moments of the switchover, in nanoseconds of the source's clock.
    public struct GuestStop: Codable, Sendable, Hashable {
        /// The decision to stop the guest: downtime begins.
        public var decided: UInt64
        /// The guest's last operation was done; nil where it never did one.
        public var lastOperation: UInt64?
        /// The destination's word that the guest runs there: downtime ends.
        public var answered: UInt64
    }

    /// How a migration ended.
    public enum Ending: Codable, Sendable {
        case completed(MigrationDurations)
        case notConverged(reason: String, durations: PrecopyEngine.PartialDurations)
    }
}

/// One sample of one end of a running migration.
public struct SideLook: Codable, Sendable, Hashable {
    /// Nanoseconds since precopy began, by this host's clock.
    public var nanoseconds: Int64
    /// Where the migration stood.
    public var phase: MigrationPhase
    /// The round; the source's.
    public var round: Int?
    /// Bytes sent so far, as of the last batch; the source's.
    public var bytes: UInt64?
    /// Bytes of dirty pages known and not sent yet, as of the last batch; the source's.
    public var remainingBytes: UInt64?
    /// Bytes that the interface or device carried since the first look, whoever's.
    public var wireBytes: UInt64?
    /// Operations that the guest has done since it was made.
    public var guestOperations: UInt64
    /// CPU time since the first look.
    public var cpu: CPULook

    /// Milliseconds since precopy began.
    public var ms: Double { Double(nanoseconds) / 1e6 }
}
