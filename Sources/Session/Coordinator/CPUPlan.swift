internal import Guest
public import Measurement
internal import Migration
public import Scenarios

/// Whether a plan's migrations are long enough for the kernel's counters to tell what they cost.
public enum CPUPlan {
    /// How well a case's CPU cost should be known.
    static let wantedShare = 0.05
    /// CPU seconds of an operation of a paced guest: the write of a word, and of the dirty log.
    static let secondsPerOperation = 125e-9
    /// More repetitions than that are no advice.
    private static let mostRepetitions = 1000

    /// What to say of these runs, a line at most; nil where each case's cost will be known well enough.
    public static func warning(
        about runs: [PlannedRun], _ precision: CPUPrecision, model: CostModel = CostModel()
    ) -> String? {
        var repetitions: [CaseSpec: Int] = [:]
        for run in runs where !run.isWarmup { repetitions[run.spec, default: 0] += 1 }
        // null costs nothing that could be known within a share of it.
        let cases = repetitions.filter { $0.key.migration.transport.definition.deliversPages }
        let short = cases.compactMap { spec, count in
            Short(spec, count, precision, model)
        }
        guard let worst = short.max(by: { ($0.share, $1.spec.key) < ($1.share, $0.spec.key) })
        else { return nil }
        // Beyond that the cost itself is not known, however much more it is.
        let known =
            worst.share > 1 ? "not even 100 %" : "about \(Int((worst.share * 100).rounded())) %"
        return """
            CPU s/GiB of \(short.count) of \(cases.count) cases will be known within \
            \(known), not 5 %: \(worst.cause(precision, model)) few of the units that the kernel counts in\
            \(worst.advice(precision, model, most: mostRepetitions))
            """
    }

    /// How well the cost of a case will be known, as a share of it; nil where that cannot be told.
    static func share(
        _ spec: CaseSpec, _ repetitions: Int, _ precision: CPUPrecision, _ model: CostModel
    ) -> Double? {
        let span = model.migrationSeconds(for: spec)
        let guests = Double(spec.concurrency.atOnce)
        let cost = guests * model.cpuSecondsPerGiB * model.sentBytes(for: spec) / 0x1p30
        guard cost > 0 else { return nil }
        let expected = CPUPrecision.Expectation(
            span: span, cost: cost, guest: guests * guestSeconds(spec, span),
            alone: spec.idleBaselineSeconds)
        return precision.halfWidth(expected, repetitions: repetitions).map { $0 / cost }
    }

    private static func guestSeconds(_ spec: CaseSpec, _ span: Double) -> Double {
        let guest = spec.guest
        guard guest.workload.kind != .idle else { return 0 }
        let most = Double(guest.vcpus) * span
        guard let rate = guest.workload.dirtyRate else { return most }
        return min(most, rate / Double(GuestSpec.pageBytes) * span * secondsPerOperation)
    }

    /// A case that is too short.
    private struct Short {
        let spec: CaseSpec
        let repetitions: Int
        let share: Double

        init?(
            _ spec: CaseSpec, _ repetitions: Int, _ precision: CPUPrecision, _ model: CostModel
        ) {
            guard let share = CPUPlan.share(spec, repetitions, precision, model),
                share > CPUPlan.wantedShare
            else { return nil }
            self.spec = spec
            self.repetitions = repetitions
            self.share = share
        }

        /// What is short: the time watched before where a longer one alone would do, else the migration.
        func cause(_ precision: CPUPrecision, _ model: CostModel) -> String {
            baseline(precision, model) == nil
                ? "so short a migration is" : "so short a look at the hosts before is"
        }

        /// What would do: repetitions, a longer look before, or more memory, each by itself.
        func advice(_ precision: CPUPrecision, _ model: CostModel, most: Int) -> String {
            let ratio = share / CPUPlan.wantedShare
            let needed = (Double(repetitions) * ratio * ratio).rounded(.up)
            var words = needed <= Double(most) ? ["--repetitions \(Int(needed))"] : []
            if let baseline = baseline(precision, model) {
                words.append("idle_baseline: \(baseline)")
            } else if let memory = memory(precision, model) {
                words.append("--memory \(memory)")
            }
            if words.isEmpty { return "; a longer idle_baseline and more memory would help" }
            return " (\(words.joined(separator: ", or ")) would do)"
        }

        /// The smallest power of two times the time watched before that is enough; nil where none is.
        private func baseline(_ precision: CPUPrecision, _ model: CostModel) -> String? {
            enough(precision, model) { $0.idleBaselineSeconds *= 2 }
                .map { "\(Int(($0.idleBaselineSeconds * 1000).rounded()))ms" }
        }

        /// The same of memory: what the baseline leaves unknown grows with the span.
        private func memory(_ precision: CPUPrecision, _ model: CostModel) -> String? {
            // As it is typed.
            enough(precision, model) { $0.guest.memoryBytes *= 2 }
                .map { ByteSize(bytes: $0.guest.memoryBytes).description.filter { $0 != " " } }
        }

        /// The first of six steps after which the cost is known well enough.
        private func enough(
            _ precision: CPUPrecision, _ model: CostModel, step: (inout CaseSpec) -> Void
        ) -> CaseSpec? {
            var better = spec
            for _ in 0..<6 {
                step(&better)
                let share = CPUPlan.share(better, repetitions, precision, model)
                if let share, share <= CPUPlan.wantedShare { return better }
            }
            return nil
        }
    }
}
