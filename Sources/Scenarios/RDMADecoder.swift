internal import Guest
internal import Migration
internal import Yams

extension ScenarioDecoder {
    /// The keys that say how RDMA is used: a preset and each option.
    static let rdmaKeys = ["like"] + RDMAOption.allCases.map(\.rawValue)

    /// How RDMA is used by all transports that do not say it themselves, and the mapping that
    /// says so.
    func rdma(_ node: Node) -> (choice: RDMAChoice, map: MappingReader)? {
        guard
            let map = MappingReader(node, path: "rdma", keys: Self.rdmaKeys, context: context)
        else { return nil }
        let preset = preset(map)?.choice ?? RDMAChoice()
        return (options(map).completed(by: preset), map)
    }

    /// How one transport uses RDMA, as far as its own mapping says.
    func rdma(of kind: TransportKind, _ map: MappingReader) -> RDMAChoice {
        let own = options(map)
        guard let preset = preset(map) else { return own }
        let possible = kind.definition.rdmaOptions
        if possible.isEmpty, let node = map["like"] {
            context.report(
                ValueError("\(kind.rawValue) has no RDMA options to choose"), at: node.mark)
        }
        // What a preset says beyond the transport's options is not meant for it.
        return own.completed(by: preset.choice.restricted(to: possible))
    }

    /// Options that no transport of the matrix would use are a mistake.
    func refuseIdleOptions(_ map: MappingReader, _ matrix: ScenarioMatrix) {
        guard !matrix.transports.isEmpty else { return }
        let used = matrix.rdmaOptionsInUse
        for key in Self.rdmaKeys {
            guard let node = map[key] else { continue }
            let option = RDMAOption(rawValue: key)
            if option.map({ used.contains($0) }) ?? !used.isEmpty { continue }
            let able = ScenarioMatrix.transports(with: option)
            context.report(
                ValueError(
                    "\(key): none of the transports has it to choose",
                    allowed: able.isEmpty ? nil : "\(key) with \(able)"), at: node.mark)
        }
    }

    private func preset(_ map: MappingReader) -> RDMAPreset? {
        map.value("like", nil) { text throws(ValueError) in try ValueReaders.preset(text) }
    }

    private func options(_ map: MappingReader) -> RDMAChoice {
        var choice = RDMAChoice()
        for option in RDMAOption.allCases {
            choice.values[option] = map.list(option.rawValue, option.read)
        }
        return choice
    }
}
