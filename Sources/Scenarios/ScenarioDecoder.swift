internal import Guest
internal import Migration
internal import Yams

/// Builds a scenario from the tree of a file.
struct ScenarioDecoder {
    let context: DecodingContext

    /// The scenario; where values are missing or wrong, errors are in the context.
    func scenario(_ root: Node) -> Scenario? {
        refuseAnchors(root)
        let keys = [
            "name", "description", "repetitions", "stop", "warmup", "seed", "idle_baseline",
            "matrix", "guest", "migration", "rdma", "placement", "guests", "direction",
        ]
        guard let file = MappingReader(root, path: "", keys: keys, context: context) else {
            return nil
        }
        file.require("name", example: "name: nightly")
        file.require("matrix", example: "matrix: with transport, workload and memory in it")
        let standard = Scenario(name: "", matrix: Self.noMatrix)
        let rdma = file["rdma"].flatMap { self.rdma($0) }
        let matrix =
            file["matrix"].map { self.matrix($0, rdma?.choice ?? RDMAChoice()) } ?? Self.noMatrix
        if let rdma { refuseIdleOptions(rdma.map, matrix) }
        let repetitions = file.value("repetitions", standard.repetitions, ValueReaders.integer)
        return Scenario(
            name: file.value("name", "unnamed", ValueReaders.text),
            description: file.value("description", "", ValueReaders.text),
            repetitions: repetitions,
            stop: file["stop"].flatMap { stop($0, repetitions) },
            warmup: file.value("warmup", standard.warmup, ValueReaders.integer),
            seed: file.value("seed", standard.seed, ValueReaders.seed),
            matrix: matrix,
            guest: file["guest"].map { guest($0) } ?? GuestSettings(),
            migration: file["migration"].map { migration($0) } ?? MigrationSettings(),
            rdma: rdma?.choice.restricted(to: matrix.rdmaOptionsInUse) ?? RDMAChoice(),
            placement: file["placement"].map { placement($0) } ?? PlacementSettings(),
            idleBaseline: file.value(
                "idle_baseline", standard.idleBaseline, TimeSpan.init(parsing:)),
            concurrency: concurrency(file)
        )
    }

    private func concurrency(_ file: MappingReader) -> Concurrency {
        let standard = Concurrency.alone
        return Concurrency(
            guests: file.value("guests", standard.guests, ValueReaders.integer),
            direction: file.value("direction", standard.direction, ValueReaders.direction))
    }

    static let noMatrix = ScenarioMatrix(transports: [], workloads: [], memory: [])

    private func stop(_ node: Node, _ repetitions: Int) -> StoppingRule? {
        let keys = ["within", "at_most"]
        guard let map = MappingReader(node, path: "stop", keys: keys, context: context) else {
            return nil
        }
        map.require("within", example: "within: 5%")
        return StoppingRule(
            withinPercent: map.value("within", 0, PercentText.percent),
            atMost: map.value(
                "at_most", StoppingRule.standardCap(repetitions: repetitions),
                ValueReaders.integer))
    }

    private func guest(_ node: Node) -> GuestSettings {
        let keys = ["vcpus", "zero_share", "compressible_share", "settle", "run_on"]
        var guest = GuestSettings()
        guard let map = MappingReader(node, path: "guest", keys: keys, context: context) else {
            return guest
        }
        guest.vcpus = map.value("vcpus", guest.vcpus, ValueReaders.integer)
        guest.zeroShare = map.value("zero_share", guest.zeroShare, ValueReaders.share)
        guest.compressibleShare = map.value(
            "compressible_share", guest.compressibleShare, ValueReaders.share)
        guest.settle = map.value("settle", guest.settle, TimeSpan.init(parsing:))
        guest.runOn = map.value("run_on", guest.runOn, TimeSpan.init(parsing:))
        return guest
    }

    private func migration(_ node: Node) -> MigrationSettings {
        let keys = [
            "device_state", "auto_converge", "max_rounds", "max_time", "switchover_bandwidth",
            "prefault",
        ]
        var migration = MigrationSettings()
        guard let map = MappingReader(node, path: "migration", keys: keys, context: context) else {
            return migration
        }
        migration.deviceState = map.value(
            "device_state", migration.deviceState, ByteSize.init(parsing:))
        migration.autoConverge = map.value(
            "auto_converge", migration.autoConverge, ValueReaders.boolean)
        migration.maxRounds = map.value("max_rounds", migration.maxRounds, ValueReaders.integer)
        migration.maxTime = map.value("max_time", migration.maxTime, TimeSpan.init(parsing:))
        migration.switchoverBandwidth = map.value(
            "switchover_bandwidth", nil, ValueReaders.optionalRate)
        migration.prefault = map.value("prefault", migration.prefault, ValueReaders.boolean)
        return migration
    }

    /// Anchors and aliases would let a small file stand for a huge one, and errors point to the
    /// wrong line.
    private func refuseAnchors(_ node: Node) {
        if node.anchor != nil {
            context.report(
                ValueError("anchors (&) and aliases (*) are not for scenarios; write it out"),
                at: node.mark)
            return
        }
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                refuseAnchors(key)
                refuseAnchors(value)
            }
        case .sequence(let sequence): for element in sequence { refuseAnchors(element) }
        case .scalar, .alias: break
        }
    }
}
