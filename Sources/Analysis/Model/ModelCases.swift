internal import Results

/// The runs of a suite as the model takes them: by way, and within it by setting.
struct ModelCases: Sendable {
    let ways: [Way]
    /// Each setting once, as its first row has it, without the bandwidth limit.
    let settings: [ModelSetting]
    /// The fastest probe of any way, in bytes a second: what the link carries.
    let ceiling: Double?

    /// A way to carry memory.
    struct Way: Sendable {
        let example: Row
        let cases: [Case]
    }

    /// One setting of it.
    struct Case: Sendable {
        let setting: ModelSetting
        /// Those that completed.
        let runs: [ModelRun]
        /// How many gave up because the guest dirtied memory too fast.
        let gaveUp: Int
        /// Whether they tell more of their CPU time than that it is little; so too where nobody measured it.
        let isCPUKnown: Bool
    }

    /// Whether there were rows of guests that migrated at once: each has a part of the link only.
    let hasConcurrent: Bool

    init(_ rows: [Row]) {
        hasConcurrent = rows.contains { $0[RunColumns.concurrency.guests] != nil }
        let real = rows.filter {
            guard $0[RunColumns.concurrency.guests] == nil else { return false }
            let name = $0[RunColumns.case.transport] ?? ""
            return TransportFamily(transport: name) != .harness
        }
        ceiling = real.compactMap { $0[RunColumns.amount.linkCeilingMbps] }.max()
            .map { $0 * ModelSetting.megabit }
        ways = CaseIdentity(RunColumns.carrier).grouped(real).all.compactMap { rows in
            let cases = CaseIdentity(RunColumns.setting).grouped(rows).all.compactMap(Self.one)
            guard let example = rows.first, cases.contains(where: { !$0.runs.isEmpty }) else {
                return nil
            }
            return Way(example: example, cases: cases)
        }
        var seen: Set<ModelSetting> = []
        settings = ways.flatMap(\.cases).map { one in
            var setting = one.setting
            setting.limitBytesPerSecond = nil
            return setting
        }.filter { seen.insert($0).inserted }
    }

    private static func one(_ rows: [Row]) -> Case? {
        // Of an unpaced guest each row has a rate of its own: the case has their median.
        let all = rows.compactMap(ModelSetting.init)
        guard var setting = all.first, let rate = median(all.map(\.dirtyBytesPerSecond)) else {
            return nil
        }
        setting.dirtyBytesPerSecond = rate
        let isCPUKnown = rows.bound(of: RunColumns.totalCPU.cpuSPerGiB.column) == nil
        return Case(
            setting: setting,
            runs: rows.compactMap { ModelRun($0, isCPUKnown: isCPUKnown) },
            gaveUp: rows.count {
                $0[RunColumns.outcome.status] == RunStatus.notConverged.rawValue
            }, isCPUKnown: isCPUKnown)
    }
}
