internal import Guest

extension ScenarioMatrix {
    /// The largest guest that can be asked for; hosts set narrower limits when they run it.
    ///
    /// Page numbers travel as 32 bits, which end just below 16 TiB.
    static let maximumMemory = ByteSize.gibibytes(15 << 10)

    /// Sizes of guest memory that no guest can have.
    func memoryProblems() -> [ScenarioProblem] {
        let needsHuge = pageSizes.contains(.huge2MiB)
        let unit = needsHuge ? ByteSize.mebibytes(2) : ByteSize(bytes: GuestSpec.pageBytes)
        var problems: [ScenarioProblem] = []
        for (index, size) in memory.enumerated() {
            let path = "matrix.memory[\(index)]"
            if size.bytes == 0 || size > Self.maximumMemory {
                problems.append(
                    ScenarioProblem(
                        path, "\(size) is not a possible size of a guest",
                        allowed: "\(unit) to \(Self.maximumMemory)"))
            } else if size.bytes % unit.bytes != 0 {
                let pages = needsHuge ? "2 MiB pages" : "guest pages"
                problems.append(
                    ScenarioProblem(
                        path, "\(size) is not a whole number of \(pages)",
                        allowed: "a multiple of \(unit)"))
            }
        }
        return problems
    }

    /// Workloads that contradict themselves, the memory or the lack of a rate.
    func workloadProblems() -> [ScenarioProblem] {
        workloads.enumerated().flatMap { index, workload in
            let path = "matrix.workload[\(index)]"
            return rateProblems(workload, at: path) + hotsetProblems(workload, at: path)
                + traceProblems(workload, at: path)
        } + tracesProblems()
    }

    private func traceProblems(_ workload: WorkloadChoice, at path: String) -> [ScenarioProblem] {
        if workload.kind == .replay {
            guard workload.trace == nil else { return [] }
            return [
                ScenarioProblem(
                    path, "replay needs a trace",
                    allowed: "trace: FILE, which bench trace record makes, or --trace FILE",
                    related: ["\(path).trace"])
            ]
        }
        guard workload.trace != nil else { return [] }
        return [
            ScenarioProblem("\(path).trace", "\(workload.kind.rawValue) plays no trace")
        ]
    }

    /// Rows do not say which trace was played: two of them would be taken for one case.
    private func tracesProblems() -> [ScenarioProblem] {
        let first = workloads.lazy.compactMap(\.trace?.trace).first
        return workloads.enumerated().filter { index, workload in
            workload.trace.map { $0.trace != first } ?? false
        }.map { index, _ in
            ScenarioProblem(
                "matrix.workload[\(index)].trace", "is a second trace",
                allowed: "one in a scenario: rows would not tell them apart")
        }
    }

    private func rateProblems(_ workload: WorkloadChoice, at path: String) -> [ScenarioProblem] {
        if workload.kind == .idle {
            guard let own = workload.dirtyRates, own != [.zero] else { return [] }
            return [ScenarioProblem("\(path).dirty_rate", "idle writes nothing", allowed: "0")]
        }
        if workload.kind == .replay, workload.trace == nil { return [] }
        if workload.rates(in: self).isEmpty {
            return [
                ScenarioProblem(
                    path, "\(workload.kind.rawValue) needs a dirty_rate, here or in matrix",
                    allowed: "a rate such as 64MiB/s, or unlimited",
                    related: ["matrix.dirty_rate"])
            ]
        }
        return []
    }

    private func hotsetProblems(_ workload: WorkloadChoice, at path: String) -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        func add(_ key: String, _ message: String, _ allowed: String? = nil) {
            problems.append(
                ScenarioProblem(
                    "\(path).\(key)", message, allowed: allowed, related: ["matrix.memory"]))
        }
        if workload.kind != .hotset {
            let name = workload.kind.rawValue
            if workload.workingSet != nil { add("working_set", "\(name) has no working set") }
            if workload.hotShare != nil { add("hot_share", "\(name) has no working set") }
            return problems
        }
        if let share = workload.hotShare, !(0...1).contains(share) {
            add("hot_share", "\(share) is not a possible share", "0 to 1")
        }
        guard let size = workload.workingSet else { return problems }
        if size.bytes == 0 || size.bytes % GuestSpec.pageBytes != 0 {
            add(
                "working_set", "\(size) is not a whole number of guest pages",
                "a multiple of 4 KiB")
        }
        if let smallest = memory.min(), size > smallest {
            add(
                "working_set", "\(size) is larger than a guest's memory of \(smallest)",
                "at most the smallest memory")
        }
        return problems
    }
}
