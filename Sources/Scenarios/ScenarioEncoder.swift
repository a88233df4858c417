internal import Guest
internal import Migration
internal import Platform
internal import Yams

extension ScenarioFile {
    /// Writes a scenario as YAML with every key.
    ///
    /// Defaults are written too, so that the text keeps its meaning when one changes. Reading it again gives an equal scenario.
    public static func encode(_ scenario: Scenario) throws(ScenarioErrors) -> String {
        do {
            return try Yams.serialize(node: scenario.node, width: -1, allowUnicode: true)
        } catch {
            throw ScenarioErrors([
                ScenarioError(source: .program, value: ValueError("cannot be written: \(error)"))
            ])
        }
    }
}

extension Scenario {
    /// Sixteen hexadecimal digits that stand for what it says, however its file is written and wherever
    /// its trace is; of the trace itself they say nothing.
    public var digest: String {
        get throws(ScenarioErrors) {
            MemoryDigest.of(try ScenarioFile.encode(withTrace(at: "trace")))
        }
    }

    fileprivate var node: Node {
        var pairs: [(String, Node)] = [
            ("name", .text(name)), ("description", .text(description)),
            ("repetitions", .plain(repetitions)),
        ]
        if let stop {
            let within = Node.plain("\(stop.withinPercent)%")
            pairs.append(("stop", .map([("within", within), ("at_most", .plain(stop.atMost))])))
        }
        pairs += [
            ("warmup", .plain(warmup)), ("seed", .plain(seed)),
            ("idle_baseline", .plain(idleBaseline)), ("guests", .plain(concurrency.guests)),
            ("direction", .plain(concurrency.direction.rawValue)), ("matrix", matrix.node),
            ("guest", guest.node), ("migration", migration.node),
        ]
        // Options that nothing would use are refused by the reader.
        let common = rdma.restricted(to: matrix.rdmaOptionsInUse)
        if !common.values.isEmpty { pairs.append(("rdma", .map(common.pairs))) }
        if placement != PlacementSettings() { pairs.append(("placement", placement.node)) }
        return .map(pairs)
    }
}

extension GuestSettings {
    fileprivate var node: Node {
        .map([
            ("vcpus", .plain(vcpus)), ("zero_share", .plain(zeroShare)),
            ("compressible_share", .plain(compressibleShare)), ("settle", .plain(settle)),
            ("run_on", .plain(runOn)),
        ])
    }
}

extension MigrationSettings {
    fileprivate var node: Node {
        let bandwidth = switchoverBandwidth.map { "\($0)" } ?? "none"
        return .map([
            ("device_state", .plain(deviceState)), ("auto_converge", .plain(autoConverge)),
            ("max_rounds", .plain(maxRounds)), ("max_time", .plain(maxTime)),
            ("switchover_bandwidth", .plain(bandwidth)), ("prefault", .plain(prefault)),
        ])
    }
}

extension ScenarioMatrix {
    fileprivate var node: Node {
        var pairs: [(String, Node)] = [
            ("transport", Node(transports.map(\.node), .implicit, .block))
        ]
        // Channels that nothing would use are refused by the reader.
        if transports.contains(where: { $0.kind.hasChannels }) {
            pairs.append(("channels", .list(channels)))
        }
        pairs += [
            ("workload", Node(workloads.map(\.node), .implicit, .block)),
            ("memory", .list(memory)),
        ]
        if !dirtyRates.isEmpty { pairs.append(("dirty_rate", .list(dirtyRates))) }
        pairs += [
            ("downtime_limit", .list(downtimeLimits)), ("max_bandwidth", .list(maxBandwidths)),
            ("zero_page_detection", .list(zeroPageDetections)),
            ("page_size", .list(pageSizes.map(\.rawValue))),
        ]
        return .map(pairs)
    }
}

extension TransportChoice {
    fileprivate var node: Node {
        var pairs: [(String, Node)] = [("name", .plain(kind.rawValue))]
        if let channels { pairs.append(("channels", .list(channels))) }
        pairs += rdma.pairs
        return pairs.count == 1 ? .plain(kind.rawValue) : .map(pairs)
    }
}

extension RDMAChoice {
    fileprivate var pairs: [(String, Node)] {
        named.map { ($0.rawValue, .list(values[$0] ?? [])) }
    }
}

extension PlacementSettings {
    fileprivate var node: Node {
        let ends = [("source", source), ("destination", destination)]
            .filter { $0.1 != PlacementChoice() }.map { ($0.0, Node.map($0.1.pairs)) }
        return .map(common.pairs + ends)
    }
}

extension PlacementChoice {
    fileprivate var pairs: [(String, Node)] { texts.map { ($0.key, .plain($0.text)) } }
}

extension WorkloadChoice {
    fileprivate var node: Node {
        var pairs: [(String, Node)] = [("kind", .plain(kind.rawValue))]
        if let workingSet { pairs.append(("working_set", .plain(workingSet))) }
        if let hotShare { pairs.append(("hot_share", .plain(hotShare))) }
        if let trace {
            pairs += [("trace", .text(trace.path)), ("trace_digest", .text(trace.trace.digest))]
        }
        if let dirtyRates { pairs.append(("dirty_rate", .list(dirtyRates))) }
        return pairs.count == 1 ? .plain(kind.rawValue) : .map(pairs)
    }
}

extension Node {
    fileprivate static func map(_ pairs: [(String, Node)]) -> Node {
        Node(pairs.map { (Node($0.0), $0.1) }, .implicit, .block)
    }

    fileprivate static func list(_ values: [some Any]) -> Node {
        Node(values.map { plain($0) }, .implicit, .flow)
    }

    /// A value as it prints itself.
    fileprivate static func plain(_ value: some Any) -> Node {
        Node("\(value)", .implicit, .plain)
    }

    /// Free text: quoted, because nothing else keeps every space and line break.
    fileprivate static func text(_ value: String) -> Node {
        Node(value, Tag(.str), .doubleQuoted)
    }
}
