internal import Guest
internal import Migration

extension Scenario {
    /// Every combination of the matrix, in the order of the tables.
    ///
    /// That is workload, memory, limits, then transport. Combinations that come to the same
    /// appear once. The scenario must be sound: see ``problems()``.
    func expandedCases() -> [CaseSpec] {
        var seen: Set<CaseSpec> = []
        return guestSpecs().flatMap { guest in migrationSpecs().map { (guest, $0) } }
            .map { guest, migration in
                CaseSpec(
                    scenario: name, guest: guest, migration: migration,
                    settleSeconds: self.guest.settle.seconds,
                    runOnSeconds: self.guest.runOn.seconds,
                    idleBaselineSeconds: idleBaseline.seconds)
            }
            .filter { seen.insert($0).inserted }
    }

    private func guestSpecs() -> [GuestSpec] {
        var specs: [GuestSpec] = []
        for choice in matrix.workloads {
            for rate in choice.rates(in: matrix) {
                for size in matrix.memory {
                    for pages in matrix.pageSizes {
                        specs.append(
                            GuestSpec(
                                memoryBytes: size.bytes, pages: pages, vcpus: guest.vcpus,
                                zeroShare: guest.zeroShare,
                                compressibleShare: guest.compressibleShare,
                                workload: choice.spec(rate: rate, memory: size), seed: seed))
                    }
                }
            }
        }
        return specs
    }

    private func migrationSpecs() -> [MigrationSpec] {
        var specs: [MigrationSpec] = []
        for limit in matrix.downtimeLimits {
            for bandwidth in matrix.maxBandwidths {
                for transport in matrix.transports {
                    for channels in transport.channelCounts(in: matrix) {
                        for detection in matrix.zeroPageDetections {
                            specs.append(
                                migration.spec(
                                    transport.kind, channels: channels,
                                    detection: detection.resolved(for: transport.kind),
                                    downtimeLimit: limit, maxBandwidth: bandwidth))
                        }
                    }
                }
            }
        }
        return specs
    }
}

extension ScenarioMatrix {
    /// How many cases the matrix makes, counting those that come to the same apart; stops at
    /// `Int.max`.
    var caseCount: Int {
        let guests = workloads.map { $0.rates(in: self).count }.saturatingSum
        let streams = transports.map { $0.channelCounts(in: self).count }.saturatingSum
        let factors = [
            guests, streams, memory.count, pageSizes.count, downtimeLimits.count,
            maxBandwidths.count, zeroPageDetections.count,
        ]
        return factors.reduce(1) { product, factor in
            let (result, overflow) = product.multipliedReportingOverflow(by: factor)
            return overflow ? Int.max : result
        }
    }
}

extension WorkloadChoice {
    /// The rates to run at; one for idle, which writes nothing at any rate.
    func rates(in matrix: ScenarioMatrix) -> [ByteRate] {
        kind == .idle ? [.zero] : dirtyRates ?? matrix.dirtyRates
    }

    /// The workload of one guest.
    ///
    /// A rate of nothing makes it idle, so that it is one case.
    func spec(rate: ByteRate, memory: ByteSize) -> WorkloadSpec {
        if kind == .idle || rate == .zero {
            return WorkloadSpec(kind: .idle, dirtyRate: 0, workingSetBytes: 0, hotShare: 0)
        }
        guard kind == .hotset else {
            return WorkloadSpec(
                kind: kind, dirtyRate: rate.bytesPerSecond, workingSetBytes: 0, hotShare: 0)
        }
        let pages = memory.bytes / GuestSpec.pageBytes
        let workingSet = workingSet?.bytes ?? max(1, pages / 8) * GuestSpec.pageBytes
        return WorkloadSpec(
            kind: kind, dirtyRate: rate.bytesPerSecond, workingSetBytes: workingSet,
            hotShare: hotShare ?? Self.defaultHotShare)
    }
}

extension TransportChoice {
    /// The numbers of channels to run with; 1 for a single stream.
    func channelCounts(in matrix: ScenarioMatrix) -> [Int] {
        kind.hasChannels ? channels ?? matrix.channels : [1]
    }
}

extension MigrationSettings {
    /// The migration of one case.
    func spec(
        _ transport: TransportKind, channels: Int, detection: ZeroPageDetection,
        downtimeLimit: TimeSpan, maxBandwidth: ByteRate
    ) -> MigrationSpec {
        MigrationSpec(
            transport: transport, channels: channels, zeroPageDetection: detection,
            downtimeLimitMs: downtimeLimit.milliseconds, maxBandwidth: maxBandwidth.bytesPerSecond,
            switchoverBandwidth: switchoverBandwidth?.bytesPerSecond, autoConverge: autoConverge,
            maxRounds: maxRounds, maxSeconds: maxTime.seconds,
            deviceStateBytes: deviceState.bytes, prefaultDestination: prefault)
    }
}

extension [Int] {
    /// The sum, stopping at `Int.max`.
    fileprivate var saturatingSum: Int {
        reduce(0) { sum, value in
            let (result, overflow) = sum.addingReportingOverflow(value)
            return overflow ? Int.max : result
        }
    }
}
