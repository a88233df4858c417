internal import Measurement
internal import Platform
internal import Results
internal import Scenarios

/// What guests that migrated at once cost their hosts together.
///
/// Each agent read its host's counters at both ends of its span. What the host did between the first
/// of these readings and the last is the work of all its guests; what it did before, while they ran
/// alone, and what their vCPUs used is taken off as in ``CPUCost``.
struct EvacuationCPU {
    private let builders: [RowBuilder]

    init(_ builders: [RowBuilder]) { self.builders = builders }

    /// Fills what was measured.
    func fill(_ row: inout Row) {
        let identity = builders[0].identity
        let ends = builders.flatMap(Self.ends)
        let source = ends.filter(\.isAtSource)
        let destination = ends.filter { !$0.isAtSource }
        // On one host all readings are of the same counters.
        let first = side(source, of: identity.sharesHost ? ends : source)
        let second = side(destination, of: identity.sharesHost ? ends : destination)
        fill(&row, .source, first)
        fill(&row, .destination, second)
        let cost = CPUCost(source: first, destination: second, shareHost: identity.sharesHost)
        if let bytes = row[RunColumns.amount.sentBytes], bytes > 0 {
            row[RunColumns.totalCPU.cpuSPerGiB] = cost.secondsPerGiB(sentBytes: UInt64(bytes))
            row[RunColumns.totalCPU.cpuUncertaintyS] = cost.uncertaintySeconds
        }
    }

    /// One end of one guest.
    private struct End {
        /// Whether it is on the host that guests go forward from.
        let isAtSource: Bool
        let report: SideReport
        let alone: AloneReport
        let runOnSeconds: Double

        /// CPU seconds of its vCPUs within `window`, as it was measured in its own span; before that it
        /// ran as it did alone, and after that until it was stopped.
        func vcpuSeconds(in window: HostSpan) -> Double? {
            guard let span = report.hostSpan, let own = report.vcpuSeconds else { return nil }
            let before = span.begin.time.seconds(since: window.begin.time)
            let after = window.end.time.seconds(since: span.end.time)
            let rate = alone.seconds > 0 ? alone.vcpuSeconds / alone.seconds : 0
            let share = runOnSeconds > 0 ? min(1, after / runOnSeconds) : 1
            return own + rate * before + share * (report.vcpuAfterSeconds ?? 0)
        }
    }

    private static func ends(_ builder: RowBuilder) -> [End] {
        let isBack = builder.guest?.isBackward == true
        let result = builder.result
        let sides = [
            (!isBack, result.source, result.sourceAlone),
            (isBack, result.destination, result.destinationAlone),
        ]
        return sides.compactMap { isAtSource, report, alone in
            guard let report, let alone else { return nil }
            return End(
                isAtSource: isAtSource, report: report, alone: alone,
                runOnSeconds: builder.run.spec.runOnSeconds)
        }
    }

    /// The part of one host: of the `own` ends whose vCPUs it counts, and `all` that ran there.
    private func side(_ own: [End], of all: [End]) -> CPUCost.Side {
        let spans = all.compactMap(\.report.hostSpan)
        guard spans.count == all.count, let window = HostSpan.around(spans) else {
            return CPUCost.Side(host: nil, alone: nil, span: nil, vcpu: nil)
        }
        let vcpu = own.compactMap { $0.vcpuSeconds(in: window) }
        // They all watched at the same time; one look at the host is as good as another.
        let alone = all.first.flatMap { first in
            first.alone.host.map { host in
                CPUCost.Alone(
                    host: host, seconds: first.alone.seconds,
                    vcpu: all.map(\.alone.vcpuSeconds).reduce(0, +))
            }
        }
        return CPUCost.Side(
            host: window.use, alone: alone, span: window.seconds,
            vcpu: vcpu.count == own.count ? vcpu.reduce(0, +) : nil)
    }

    private func fill(_ row: inout Row, _ side: Side, _ cost: CPUCost.Side) {
        let columns = RunColumns.cpu(side)
        row[columns.vcpuS] = cost.vcpu
        columns.fill(&row, cost.host)
        row[columns.hostBaselineBusyS] = cost.baseline
    }
}
