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
                    placement: placement.ends,
                    settleSeconds: self.guest.settle.seconds,
                    runOnSeconds: self.guest.runOn.seconds,
                    idleBaselineSeconds: idleBaseline.seconds, concurrency: concurrency)
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
                    specs += transportSpecs(transport).map { spec in
                        var spec = spec
                        spec.downtimeLimitMs = limit.milliseconds
                        spec.maxBandwidth = bandwidth.bytesPerSecond
                        return spec
                    }
                }
            }
        }
        return specs
    }

    /// What one transport is run with: channels, ways to use RDMA, zero pages.
    private func transportSpecs(_ transport: TransportChoice) -> [MigrationSpec] {
        var specs: [MigrationSpec] = []
        for channels in transport.channelCounts(in: matrix) {
            for rdma in transport.rdmaOptions() {
                for detection in matrix.zeroPageDetections {
                    var spec = migration.spec(transport.kind)
                    spec.channels = channels
                    spec.rdma = rdma
                    spec.zeroPageDetection = detection.resolved(for: transport.kind)
                    specs.append(spec)
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
        let streams = transports.map { transport in
            let (count, overflow) = transport.channelCounts(in: self).count
                .multipliedReportingOverflow(by: transport.rdma.combinationCount)
            return overflow ? Int.max : count
        }.saturatingSum
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
    /// The rates to run at; one for idle, which writes nothing at any rate, and for a trace that is
    /// played as recorded.
    func rates(in matrix: ScenarioMatrix) -> [ByteRate] {
        if kind == .idle { return [.zero] }
        if let dirtyRates { return dirtyRates }
        guard let trace else { return matrix.dirtyRates }
        return [ByteRate(bytesPerSecond: trace.trace.bytesPerSecond)]
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
                kind: kind, dirtyRate: rate.bytesPerSecond, workingSetBytes: 0, hotShare: 0,
                trace: trace?.trace)
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

    /// The ways to use RDMA; one of nil for a transport that does not.
    func rdmaOptions() -> [RDMAOptions?] {
        kind.definition.needsRDMA ? rdma.combinations() : [nil]
    }
}

extension MigrationSettings {
    /// A migration of any case, without what the matrix varies.
    func spec(_ transport: TransportKind) -> MigrationSpec {
        MigrationSpec(
            transport: transport,
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
