internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Scenarios

/// One end of one migration, as the agent's worker drives it.
protocol MigrationSide: AnyObject, Sendable {
    /// How far it is; nil before precopy and at the destination.
    var progress: TimelineSample? { get }
    /// Waits until nothing is left to do but to wait for the source; the destination's.
    func waitUntilSetUp() throws -> SocketAddress
    /// Lets the guest run alone for a while, and watches the host meanwhile.
    func watchAlone() throws -> AloneReport
    /// Begins the migration; the source's. The report is sent when it is over.
    func start() throws
    /// Brings the guest to `state` and digests its memory.
    func verify(_ state: GuestState) throws -> UInt64
    /// Ends all waits; from any thread.
    func abort()
    /// Gives everything back.
    func release()
}

extension MigrationSide {
    func waitUntilSetUp() throws -> SocketAddress { throw OutOfOrder(message: "setUp") }
}

/// A reading of /proc/stat; unreadable where the host hides it.
struct HostReading: Sendable {
    /// The counters; nil when not measured.
    private let stat: HostStat?
    private let time: MonotonicTime

    static var now: HostReading {
        let stat: HostStat?
        do { stat = try HostStat.read() } catch { stat = nil }
        return HostReading(stat: stat, time: .now)
    }

    /// The counters of all CPUs together; nil when not measured.
    var sample: HostCPU? { stat?.all }

    /// What the host has done since `before`; nil when not measured.
    func use(since before: HostReading) -> HostUse? {
        guard let sample, let earlier = before.sample else { return nil }
        return HostUse(sample.seconds(since: earlier), over: time.seconds(since: before.time))
    }

    /// What each of its CPUs has done since `before`; nil when not measured.
    func cpus(since before: HostReading) -> BusyCPUs? {
        guard let stat, let earlier = before.stat else { return nil }
        return stat.cpus(since: earlier)
    }
}

/// What is read at both ends of a migration's span, on the thread that migrates.
///
/// Reading takes time itself: what is slow to read is read first and last, around the rest, the time
/// closest to the span, and what the card counted outside of what the host's CPUs did.
struct SpanMeter: Sendable {
    private let wire: WireReading?
    private let host: HostReading
    private let process: CPUTime
    private let counters: WorkCounters
    private let work: WorkCounters.Reading
    private let thread: CPUTime
    private let vcpu: Double
    private let operations: UInt64
    private let elapsed: UInt64
    private let time: MonotonicTime

    /// Begins a span over `guest`: the migration is to begin right after.
    ///
    /// `counters` count the agent's work; `wire` is what carries it: nil at the destination, which reads before.
    init(_ guest: Guest, _ counters: WorkCounters, wire: Wire? = nil) {
        self.counters = counters
        self.wire = wire?.reading
        host = HostReading.now
        work = counters.reading
        process = CPUTime.ofProcess()
        thread = CPUTime.ofCurrentThread()
        vcpu = guest.vcpuSeconds
        operations = guest.operationsDone
        elapsed = guest.elapsedNanoseconds
        time = MonotonicTime.now
    }

    /// Writes what was used since the span began into `report`.
    ///
    /// The channel threads' share comes later, when they have ended.
    func finish(_ guest: Guest, into report: inout SideReport) {
        report.spanSeconds = MonotonicTime.now.seconds(since: time)
        report.operations = guest.operationsDone - operations
        report.vcpuSeconds = guest.vcpuSeconds - vcpu
        report.migrationCPU = CPUTime.ofCurrentThread() - thread
        report.processCPU = CPUTime.ofProcess() - process
        report.work = counters.use(since: work)
        let end = HostReading.now
        report.host = end.use(since: host)
        report.hostCPUs = end.cpus(since: host)
        report.hostSpan = HostSpan(from: host.sample, to: end.sample)
        if let wire { report.wire = wire.use() }
    }

    /// Operations that were due between the span's begin and `end` of guest time.
    func operationsDue(_ guest: Guest, until end: UInt64) -> UInt64? {
        guard let before = guest.operationsDue(elapsed: elapsed),
            let after = guest.operationsDue(elapsed: end)
        else { return nil }
        return after - min(before, after)
    }
}

extension AloneReport {
    /// Watches a host on which `guest` runs, or stands still, and nothing is migrated yet: after it
    /// has settled, for as long as the case says.
    ///
    /// Both ends do so at the same time: what fell due then is known as such wherever it is done.
    init(watching guest: Guest, _ spec: CaseSpec) {
        MonotonicTime.now.advanced(bySeconds: spec.settleSeconds).sleep()
        let signs = HostSigns.read()
        guest.begin(.alone)
        let host = HostReading.now
        let vcpu = guest.vcpuSeconds
        let operations = guest.operationsDone
        let start = MonotonicTime.now
        start.advanced(bySeconds: spec.idleBaselineSeconds).sleep()
        guest.begin(.setup)
        self.init(
            seconds: MonotonicTime.now.seconds(since: start),
            host: spec.idleBaselineSeconds > 0 ? HostReading.now.use(since: host) : nil,
            vcpuSeconds: guest.vcpuSeconds - vcpu,
            operations: guest.operationsDone - operations, signs: signs)
    }
}

/// Closes a transport and completes the report with what is known only then.
func finish(_ report: inout SideReport, close: () -> Void, counters: () -> TransportCounters) {
    let start = MonotonicTime.now
    close()
    report.teardownMs = MonotonicTime.now.seconds(since: start) * 1000
    report.counters = counters()
    report.signs = .read()
    if let channels = report.counters.channelCPU, let own = report.migrationCPU {
        report.migrationCPU = own + channels
    }
}

extension Preparation {
    /// The way into the data plane, where peers are given up after `silence`.
    func entry(_ silence: Silence) -> DataPlaneEntry {
        DataPlaneEntry(address: address, ticket: ticket, patience: patience(silence))
    }

    /// Whether something is measured.
    func measures(_ instrument: Instrument) -> Bool { !without.contains(instrument) }

    /// How long the data plane may be silent.
    ///
    /// Sending blocks for seconds at most; a receiver may have to wait for the whole of a
    /// migration, while TCP keepalive watches the peer.
    private func patience(_ silence: Silence) -> StreamSocket.Patience {
        let others = Double((spec.concurrency.atOnce - 1) * spec.guest.memoryBytes)
        let wait =
            spec.settleSeconds + spec.idleBaselineSeconds + spec.migration.maxSeconds + 60
            // Until the other guests that migrate at once are ready: a slow 0.25 GiB/s.
            + others / 0x1p28
        let stuck = silence.stuckSeconds
        return StreamSocket.Patience(
            sendSeconds: stuck, receiveSeconds: max(stuck, role == .source ? 60 : wait),
            silentSeconds: Double(silence.seconds))
    }
}
