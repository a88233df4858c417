internal import Guest
internal import Migration

extension ScenarioMatrix {
    /// The most cases that a matrix may expand to.
    static let maximumCases = 10_000

    /// The paths of everything that multiplies cases.
    static let paths =
        [
            "matrix.transport", "matrix.channels", "matrix.workload", "matrix.memory",
            "matrix.dirty_rate", "matrix.downtime_limit", "matrix.max_bandwidth",
        ] + RDMAOption.allCases.map { "rdma.\($0.rawValue)" }

    /// Everything that is wrong with the matrix.
    func problems() -> [ScenarioProblem] {
        listProblems() + transportProblems() + zeroPageProblems() + workloadProblems()
            + memoryProblems() + limitProblems()
    }

    /// Empty lists and values that stand twice.
    private func listProblems() -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        func check<Value: Hashable>(
            _ path: String, _ values: [Value], required: Bool = true,
            name: (Value) -> String = { "\($0)" }
        ) {
            if values.isEmpty && required {
                problems.append(ScenarioProblem(path, "is an empty list"))
            }
            var seen: Set<Value> = []
            for (index, value) in values.enumerated() where !seen.insert(value).inserted {
                problems.append(
                    ScenarioProblem("\(path)[\(index)]", "\(name(value)) is listed twice"))
            }
        }
        check("matrix.transport", transports) { $0.kind.rawValue }
        check("matrix.channels", channels)
        check("matrix.workload", workloads) { $0.kind.rawValue }
        check("matrix.memory", memory)
        check("matrix.dirty_rate", dirtyRates, required: false)
        check("matrix.downtime_limit", downtimeLimits)
        check("matrix.max_bandwidth", maxBandwidths)
        check("matrix.zero_page_detection", zeroPageDetections)
        check("matrix.page_size", pageSizes) { $0.rawValue }
        for (index, transport) in transports.enumerated() where transport.channels != nil {
            check("matrix.transport[\(index)].channels", transport.channels ?? [])
        }
        for (index, workload) in workloads.enumerated() where workload.dirtyRates != nil {
            check("matrix.workload[\(index)].dirty_rate", workload.dirtyRates ?? [])
        }
        return problems
    }

    private func transportProblems() -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        func check(_ counts: [Int], at path: String) {
            for (index, count) in counts.enumerated()
            where !(1...TransportKind.maximumChannels).contains(count) {
                problems.append(
                    ScenarioProblem(
                        "\(path)[\(index)]", "\(count) is not a possible number of channels",
                        allowed: "1 to \(TransportKind.maximumChannels)"))
            }
        }
        check(channels, at: "matrix.channels")
        for (index, transport) in transports.enumerated() {
            guard let own = transport.channels else { continue }
            let path = "matrix.transport[\(index)].channels"
            check(own, at: path)
            if !transport.kind.hasChannels {
                problems.append(
                    ScenarioProblem(
                        path, "\(transport.kind.rawValue) has no channels to choose",
                        allowed: "channels of \(Self.transportsWithChannels)"))
            }
        }
        return problems
    }

    private func zeroPageProblems() -> [ScenarioProblem] {
        guard let index = zeroPageDetections.firstIndex(of: .explicit(.multifd)),
            let single = transports.first(where: { !$0.kind.hasChannels })
        else { return [] }
        return [
            ScenarioProblem(
                "matrix.zero_page_detection[\(index)]",
                "multifd looks for zero pages on the channels, but \(single.kind.rawValue) "
                    + "has none",
                allowed: "auto, none, legacy; multifd if every transport has channels",
                related: ["matrix.transport"])
        ]
    }

    private func limitProblems() -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        for (index, limit) in downtimeLimits.enumerated() where limit > .seconds(2000) {
            problems.append(
                ScenarioProblem(
                    "matrix.downtime_limit[\(index)]", "\(limit) is longer than QEMU allows",
                    allowed: "0 to 2000 s"))
        }
        for (index, rate) in maxBandwidths.enumerated() where rate == .zero {
            problems.append(
                ScenarioProblem(
                    "matrix.max_bandwidth[\(index)]", "0 would never send anything",
                    allowed: "a rate such as 10Gb/s, or unlimited"))
        }
        return problems
    }

    /// The transports that have channels, for messages.
    static var transportsWithChannels: String {
        TransportKind.allCases.filter(\.hasChannels).map(\.rawValue).joined(separator: ", ")
    }
}
