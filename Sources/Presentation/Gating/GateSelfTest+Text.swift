public import Analysis
internal import Results

extension GateSelfTest {
    /// What was tried and what came of it.
    public var text: String {
        var table = PlainTable([.left(), .left("put in"), .left("must be"), .left("was")], gap: 2)
        for part in parts {
            table.add([part.isProven ? "ok" : "FAIL", part.what, part.wanted, part.came])
        }
        var text = table.text + "\n"
        for size in caught where size.of > 0 {
            let percent = Quantity.significant(size.regression * 100, atMost: 0)
            text +=
                "\(percent) % worse: caught by \(size.caught) of \(size.of) checks with a smaller "
                + "limit\n"
        }
        return text + (isProven ? "the gate is proven on this baseline\n" : unproven)
    }

    /// Which checks were wrong, which way and why, and what would help.
    private var unproven: String {
        let names = CaseNames(misses.map(\.check.example))
        let told = Set(misses.map(\.what))
        // What no check is to blame for.
        let rest = parts.filter { !$0.isProven && !told.contains($0.what) }.map {
            "  with \($0.what) put in the gate says \($0.found.rawValue), and must say "
                + "\($0.expected.rawValue)"
        }
        let lines = groups.flatMap { group in
            group.heads + group.misses.map { "    " + Self.name($0, names) }
        }
        return (["the gate is not proven on this baseline (exit code 3)"] + rest + lines + advice)
            .joined(separator: "\n") + "\n"
    }

    /// `total_ms, tcp, hotset, 32 GiB`.
    private static func name(_ miss: Miss, _ names: CaseNames) -> String {
        "\(miss.check.rule.metric.name), \(names.full(miss.check.example))"
    }

    /// Those that are wrong for one reason together, in the order of the first; the same checks once,
    /// with a line for each way in which they are.
    private var groups: [(heads: [String], misses: [Miss])] {
        var order: [String] = []
        var byHead: [String: [Miss]] = [:]
        for miss in misses {
            let head = "  \(miss.kind.rawValue), \(miss.what) put in: \(miss.why)"
            if byHead[head] == nil { order.append(head) }
            byHead[head, default: []].append(miss)
        }
        let names = CaseNames(misses.map(\.check.example))
        var groups: [(heads: [String], misses: [Miss])] = []
        for head in order {
            let own = byHead[head] ?? []
            let checks = own.map { Self.name($0, names) }
            if let same = groups.firstIndex(where: {
                $0.misses.map { Self.name($0, names) } == checks
            }) {
                groups[same].heads.append(head)
            } else {
                groups.append(([head], own))
            }
        }
        return groups
    }

    private var advice: [String] {
        let needed = misses.compactMap(\.reason.neededRuns).max()
        let noisy = Set(
            misses.filter { $0.reason.neededRuns == nil }.map(\.check.rule.metric.name))
        return [
            needed.map {
                "  what to do: measure a baseline with bench run --repetitions \(max($0, 10)), or check "
                    + "less with --rules FILE, such as Benchmarks/Rules/total-cpu.yml"
            },
            noisy.isEmpty
                ? nil
                : "  figures that lie so far apart need a quieter host (bench doctor), more runs, or rules "
                    + "(--rules FILE) without \(noisy.sorted().joined(separator: ", "))",
        ].compactMap(\.self)
    }
}

extension GateSelfTest.Reason {
    /// So many runs a side would do; nil where their number is not what is wrong.
    fileprivate var neededRuns: Int? {
        switch self {
        case .tooFewForRules(_, let needed), .tooFewForHolm(_, _, _, _, let needed): needed
        case .noise: nil
        }
    }
}

extension GateSelfTest.Miss {
    /// `5 runs a side give p 0.0079 or more, and of 21 checks together Holm asks for less than 0.0023`.
    fileprivate var why: String {
        switch reason {
        case .tooFewForRules(let runs, let needed):
            return "\(Quantity.counted(runs, "run")), and the rules ask for \(needed)"
        case .tooFewForHolm(let runs, let least, let checks, let limit, let needed):
            return
                "\(Quantity.counted(runs, "run")) a side give p \(MetricText.p(least)) at least, and "
                + "Holm's correction for \(Quantity.counted(checks, "check")) asks for less than "
                + "\(MetricText.p(limit)): \(needed) runs would do"
        case .noise(let runs, let spread, let least, let most, let p):
            let metric = check.rule.metric
            let share = spread.map { " (±\(Quantity.significant($0 * 100, atMost: 0)) %)" } ?? ""
            return
                "noise: the baseline's \(runs) runs lie between \(MetricText.value(least, metric)) and "
                + "\(MetricText.value(most, metric))\(share)"
                + (p.map { ", p \(MetricText.p($0)) after correction" } ?? "")
        }
    }
}

extension GateSelfTest.Part {
    /// `passed, all 21 checks better`.
    fileprivate var wanted: String {
        expected.rawValue + (checks.map { ", all \($0.of) checks \($0.word)" } ?? "")
    }

    /// `passed, 4 of 21`.
    fileprivate var came: String {
        found.rawValue + (checks.map { ", \($0.count) of \($0.of)" } ?? "")
    }
}
