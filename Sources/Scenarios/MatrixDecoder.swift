internal import Guest
internal import Migration
internal import Yams

extension ScenarioDecoder {
    /// The matrix; a key may hold one value or a list.
    ///
    /// Transports take from `rdma` what they do not say themselves.
    func matrix(_ node: Node, _ rdma: RDMAChoice) -> ScenarioMatrix {
        let keys = [
            "transport", "channels", "workload", "memory", "dirty_rate", "downtime_limit",
            "max_bandwidth", "zero_page_detection", "page_size",
        ]
        var matrix = Self.noMatrix
        guard let map = MappingReader(node, path: "matrix", keys: keys, context: context) else {
            return matrix
        }
        map.require("transport", example: "transport: [tcp, multifd]")
        map.require("workload", example: "workload: [idle, uniform]")
        map.require("memory", example: "memory: 1GiB")
        matrix.transports = map.elements("transport") { transport($0, path: $1, rdma) } ?? []
        matrix.channels = map.list("channels", ValueReaders.integer) ?? matrix.channels
        matrix.workloads = map.elements("workload", workload) ?? []
        matrix.memory = map.list("memory", ByteSize.init(parsing:)) ?? []
        matrix.dirtyRates = map.list("dirty_rate", ByteRate.init(parsing:)) ?? []
        matrix.downtimeLimits =
            map.list("downtime_limit", TimeSpan.init(parsing:)) ?? matrix.downtimeLimits
        matrix.maxBandwidths =
            map.list("max_bandwidth", ByteRate.init(parsing:)) ?? matrix.maxBandwidths
        matrix.zeroPageDetections =
            map.list("zero_page_detection", ValueReaders.zeroPageChoice)
            ?? matrix.zeroPageDetections
        matrix.pageSizes = map.list("page_size", ValueReaders.pageSize) ?? matrix.pageSizes
        refuseIdleChannels(map, matrix)
        return matrix
    }

    /// A transport: a name, or a mapping with its own channels and ways to use RDMA.
    private func transport(
        _ node: Node, path: String, _ rdma: RDMAChoice
    ) -> TransportChoice? {
        let keys = ["name", "channels"] + Self.rdmaKeys
        guard let map = named(node, path: path, key: "name", keys: keys) else { return nil }
        guard let kind = map.value("name", nil, optional(ValueReaders.transport)) else {
            return nil
        }
        let common = rdma.restricted(to: kind.definition.rdmaOptions)
        return TransportChoice(
            kind, channels: map.list("channels", ValueReaders.integer),
            rdma: self.rdma(of: kind, map).completed(by: common))
    }

    /// A workload: a name, or a mapping with its own settings.
    private func workload(_ node: Node, path: String) -> WorkloadChoice? {
        let keys = ["kind", "working_set", "hot_share", "trace", "trace_digest", "dirty_rate"]
        guard let map = named(node, path: path, key: "kind", keys: keys) else { return nil }
        guard let kind = map.value("kind", nil, optional(ValueReaders.workload)) else {
            return nil
        }
        return WorkloadChoice(
            kind, workingSet: map.value("working_set", nil, optional(ByteSize.init(parsing:))),
            hotShare: map.value("hot_share", nil, optional(ValueReaders.share)),
            trace: trace(map),
            dirtyRates: map.list("dirty_rate", ByteRate.init(parsing:)))
    }

    /// The trace of a workload; where the scenario says which one it was, no other.
    private func trace(_ map: MappingReader) -> TraceFile? {
        let file = map.value("trace", nil) { text throws(ValueError) -> TraceFile? in
            try TraceFile(path: text, from: context.folder)
        }
        let digest = map.value("trace_digest", nil, optional(ValueReaders.text))
        if let file, let digest, digest != file.trace.digest, let node = map["trace"] {
            context.report(
                ValueError(
                    "trace \(quoted(file.path)) is another one: its digest is \(file.trace.digest)",
                    allowed: "the trace of digest \(digest), or no trace_digest"), at: node.mark)
        }
        return file
    }

    /// Reads a plain name as a mapping that holds only the name.
    private func named(
        _ node: Node, path: String, key: String, keys: [String]
    ) -> MappingReader? {
        var whole = node
        if case .scalar = node {
            whole = .mapping(Node.Mapping([(Node(key), node)], .implicit, .any, node.mark))
        }
        guard let map = MappingReader(whole, path: path, keys: keys, context: context) else {
            return nil
        }
        map.require(key, example: keys.joined(separator: ", "))
        return map
    }

    /// The same reader for a value that may be absent.
    private func optional<Value>(
        _ read: @escaping (String) throws(ValueError) -> Value
    ) -> (String) throws(ValueError) -> Value? {
        { text throws(ValueError) in try read(text) }
    }

    /// Channels that no transport of the matrix would use are a mistake.
    private func refuseIdleChannels(_ map: MappingReader, _ matrix: ScenarioMatrix) {
        guard let node = map["channels"], !matrix.transports.isEmpty,
            !matrix.transports.contains(where: { $0.kind.hasChannels })
        else { return }
        context.report(
            ValueError(
                "channels: none of the transports has channels",
                allowed: "channels with \(ScenarioMatrix.transportsWithChannels)"), at: node.mark)
    }
}
