internal import Guest
internal import Migration

extension CaseSpec {
    /// Identifies the case in files and across machines: everything that makes it what it is
    /// except the seed, as `name=value` parts with `;` between them.
    ///
    /// Two cases have the same key exactly if they differ in nothing but the seed.
    public var key: String {
        (["scenario=\(scenario)"] + transportParts + conditionParts).joined(separator: ";")
    }

    /// Identifies what transports are compared under: the key without the transport, its
    /// channels, its zero-page detection and its use of RDMA.
    public var comparisonKey: String {
        (["scenario=\(scenario)"] + conditionParts).joined(separator: ";")
    }

    private var transportParts: [String] {
        [
            "transport=\(migration.transport.rawValue)", "channels=\(migration.channels)",
            "zero_page_detection=\(migration.zeroPageDetection.rawValue)",
        ] + rdmaParts
    }

    private var rdmaParts: [String] {
        guard let rdma = migration.rdma else { return [] }
        return migration.transport.rdmaOptions.map { "\($0.rawValue)=\($0.value(in: rdma))" }
    }

    private var conditionParts: [String] {
        guestParts + migrationParts + placementParts + concurrencyParts
    }

    /// Nothing of a guest alone: its key is that of versions that knew no other.
    private var concurrencyParts: [String] {
        guard !concurrency.isAlone else { return [] }
        return ["guests=\(concurrency.guests)", "direction=\(concurrency.direction.rawValue)"]
    }

    private var guestParts: [String] {
        [
            "memory=\(guest.memoryBytes)", "pages=\(guest.pages.rawValue)", "vcpus=\(guest.vcpus)",
            "zero_share=\(guest.zeroShare)", "compressible_share=\(guest.compressibleShare)",
            "workload=\(guest.workload.kind.rawValue)",
            "dirty_rate=\(text(guest.workload.dirtyRate))",
            "working_set=\(guest.workload.workingSetBytes)",
            "hot_share=\(guest.workload.hotShare)", "settle=\(settleSeconds)",
            "run_on=\(runOnSeconds)", "idle_baseline=\(idleBaselineSeconds)",
        ] + (guest.workload.trace.map { ["trace=\($0.digest)"] } ?? [])
    }

    private var migrationParts: [String] {
        [
            "downtime_limit_ms=\(migration.downtimeLimitMs)",
            "max_bandwidth=\(text(migration.maxBandwidth))",
            "switchover_bandwidth=\(text(migration.switchoverBandwidth))",
            "auto_converge=\(migration.autoConverge)", "max_rounds=\(migration.maxRounds)",
            "max_seconds=\(migration.maxSeconds)", "device_state=\(migration.deviceStateBytes)",
            "prefault=\(migration.prefaultDestination)",
        ]
    }

    /// None of a case that leaves it to the tool.
    private var placementParts: [String] {
        [("source", placement.source), ("destination", placement.destination)].flatMap { end in
            end.1.texts.map { "\(end.0).\($0.key)=\($0.text)" }
        }
    }

    private func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}
