internal import Guest
internal import Migration

/// What a run is expected to cost: good to within a factor of two, for plans and progress.
///
/// time = start + baseline + setup a GiB on both ends + settle + migration + run-on + verification
///
/// Guests that migrate at once share the link, and what fills and digests memory.
public struct CostModel: Sendable, Equatable {
    /// What an unpaced transport is taken to move, in bytes a second.
    public var bandwidth: Double
    /// Two processes to start, connect, question and end.
    public var startSeconds: Double
    /// What migrating takes of both hosts' processors, in seconds a GiB.
    public var cpuSecondsPerGiB: Double

    /// A model for a link of so many bytes a second; the default of 2 GiB/s is what one TCP
    /// stream reaches on loopback, and 0.6 CPU s/GiB what tcp and multifd take there on a slow
    /// processor (medians of 0.36 to 0.51 in results/reference-quick).
    public init(
        bandwidth: Double = 2_147_483_648, startSeconds: Double = 0.3,
        cpuSecondsPerGiB: Double = 0.6
    ) {
        self.bandwidth = bandwidth
        self.startSeconds = startSeconds
        self.cpuSecondsPerGiB = cpuSecondsPerGiB
    }

    /// Between two machines in software emulation, on two processors: 54 migrations of 32 MiB over
    /// every transport took five minutes there, and 52 to 144 CPU s/GiB (results/reference-lab).
    public static let emulation = CostModel(
        bandwidth: 0x1p24, startSeconds: 1.5, cpuSecondsPerGiB: 80)

    /// Writing fresh memory: a fault for each 4 KiB page costs four times the write itself.
    static let baseSetupSecondsPerGiB = 0.8
    /// The write alone; faults are 512 times rarer.
    static let hugeSetupSecondsPerGiB = 0.2
    /// A hash at the speed of memory, on both ends at once.
    static let verificationSecondsPerGiB = 0.15
    /// null discards: it is taken to be so much faster than a link.
    static let nullSpeedup = 20.0
    /// Above this share of the bandwidth, dirtying is taken to outrun sending for good.
    static let hopelessShare = 0.95

    /// Seconds that one run of a case takes.
    public func seconds(for spec: CaseSpec) -> Double {
        let guests = Double(spec.concurrency.atOnce)
        let gib = guests * Double(spec.guest.memoryBytes) / 1_073_741_824
        let setup =
            spec.guest.pages == .base ? Self.baseSetupSecondsPerGiB : Self.hugeSetupSecondsPerGiB
        // The source replays the time that the guest went on at the destination.
        let verification =
            spec.migration.transport == .null
            ? 0 : gib * Self.verificationSecondsPerGiB + spec.runOnSeconds
        return startSeconds * guests + spec.idleBaselineSeconds + 2 * gib * setup
            + spec.settleSeconds + migrationSeconds(for: spec) + spec.runOnSeconds + verification
    }

    /// Seconds of the migration itself: each round sends what the one before let dirty, a
    /// geometric series, until max_time ends a hopeless one.
    public func migrationSeconds(for spec: CaseSpec) -> Double {
        let speed = speed(for: spec)
        let guest = spec.guest
        let once = Double(guest.memoryBytes) * (1 - guest.zeroShare) / speed
        let downtimeLimit = spec.migration.downtimeLimitMs / 1000
        let dirtied = guest.workload.kind == .idle ? 0 : guest.workload.dirtyRate ?? .infinity
        let share = dirtied / speed
        if once <= downtimeLimit { return once * 2 }
        guard share < Self.hopelessShare else {
            let limit = min(spec.migration.maxSeconds, Double(spec.migration.maxRounds) * once)
            return spec.migration.autoConverge ? min(limit, once * 10) : limit
        }
        return min(once / (1 - share), spec.migration.maxSeconds)
    }

    /// Bytes that the migration of one guest sends.
    public func sentBytes(for spec: CaseSpec) -> Double {
        let once = Double(spec.guest.memoryBytes) * (1 - spec.guest.zeroShare)
        let speed = speed(for: spec)
        // A guest that fits into the downtime is sent once, however long that takes.
        if once / speed <= spec.migration.downtimeLimitMs / 1000 { return once }
        return max(once, migrationSeconds(for: spec) * speed)
    }

    /// Bytes a second of one guest; a link carries as much both ways.
    private func speed(for spec: CaseSpec) -> Double {
        let migration = spec.migration
        let all = migration.transport == .null ? bandwidth * Self.nullSpeedup : bandwidth
        let own = all / Double(spec.concurrency.guests)
        return max(1, min(own, migration.maxBandwidth ?? .infinity))
    }
}

extension CaseSpec {
    /// Memory that one end of one guest needs, in bytes: the guest, a thousandth of it for bitmaps
    /// and headers, and 64 MiB for the agent.
    public var memoryBytesOfOneEnd: Int {
        guest.memoryBytes + guest.memoryBytes / 1000 + (64 << 20)
    }

    /// What of ``memoryBytesOfOneEnd`` must be reserved in huge pages of 2 MiB, in bytes.
    public var reservedBytesOfOneEnd: Int {
        guest.pages == .huge2MiB ? guest.memoryBytes : 0
    }

    /// Memory that the end pins that sends one guest, in bytes.
    public var pinnedBytesBySender: Int {
        migration.transport.definition.pinnedBytes(migration, guest.memoryBytes)
    }

    /// Memory that the end pins that receives it, in bytes.
    public var pinnedBytesByReceiver: Int {
        migration.transport.definition.pinnedBytesAtDestination(migration, guest.memoryBytes)
    }
}
