internal import Migration

extension Scenario {
    /// Values of RDMA options that are not possible, or not together, or not with the transport.
    func rdmaProblems() -> [ScenarioProblem] {
        var problems = rdma.problems(at: "rdma")
        for (index, transport) in matrix.transports.enumerated() {
            let path = "matrix.transport[\(index)]"
            // What was taken over from the scenario is judged there.
            let own = transport.rdma.values.filter { rdma.values[$0.key] != $0.value }
            problems += RDMAChoice(own).problems(at: path)
            problems += transport.foreignOptionProblems(at: path)
            problems += transport.signalProblems(
                at: own[.signalInterval] == nil ? "rdma" : path,
                depth: own[.queueDepth] == nil ? "rdma" : path)
        }
        return problems
    }
}

extension RDMAChoice {
    /// What is wrong with each list by itself.
    fileprivate func problems(at path: String) -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        for option in named {
            let list = values[option] ?? []
            let path = "\(path).\(option.rawValue)"
            if list.isEmpty { problems.append(ScenarioProblem(path, "is an empty list")) }
            var seen: Set<RDMAValue> = []
            for (index, value) in list.enumerated() {
                let place = "\(path)[\(index)]"
                if let error = option.problem(with: value) {
                    problems.append(
                        ScenarioProblem(place, error.message, allowed: error.allowed))
                } else if !seen.insert(value).inserted {
                    problems.append(ScenarioProblem(place, "\(value) is listed twice"))
                }
            }
        }
        return problems
    }
}

extension TransportChoice {
    /// Options that make no difference to the transport.
    fileprivate func foreignOptionProblems(at path: String) -> [ScenarioProblem] {
        rdma.named.filter { !kind.definition.rdmaOptions.contains($0) }.map { option in
            let able = ScenarioMatrix.transports(with: option)
            return ScenarioProblem(
                "\(path).\(option.rawValue)",
                "\(kind.rawValue) has no \(option.rawValue) to choose",
                allowed: able.isEmpty ? nil : "\(option.rawValue) of \(able)",
                related: ["rdma.\(option.rawValue)"])
        }
    }

    /// Intervals of more than half the queue: it would run dry before a completion came.
    fileprivate func signalProblems(
        at path: String, depth depthPath: String
    ) -> [ScenarioProblem] {
        let depths = (rdma.values[.queueDepth] ?? []).compactMap { value in
            if case .count(let depth) = value { depth } else { nil }
        }
        guard let least = depths.min(), RDMAOption.queueDepth.problem(with: .count(least)) == nil
        else { return [] }
        return (rdma.values[.signalInterval] ?? []).enumerated().compactMap { index, value in
            guard case .count(let interval) = value, interval > max(1, least / 2) else {
                return nil
            }
            return ScenarioProblem(
                "\(path).signal_interval[\(index)]",
                "one completion in \(interval) writes lets a queue of \(least) run dry "
                    + "(\(kind.rawValue))",
                allowed: "1 to half the queue_depth, or auto",
                related: ["\(depthPath).queue_depth"])
        }
    }
}

extension ScenarioMatrix {
    /// The RDMA options that make a difference to some transport of the matrix.
    var rdmaOptionsInUse: Set<RDMAOption> {
        transports.reduce(into: []) { $0.formUnion($1.kind.definition.rdmaOptions) }
    }

    /// The transports that have an option, or any at all, for messages.
    static func transports(with option: RDMAOption?) -> String {
        TransportKind.allCases
            .filter { kind in
                let options = kind.definition.rdmaOptions
                return option.map { options.contains($0) } ?? !options.isEmpty
            }
            .map(\.rawValue).joined(separator: ", ")
    }
}
