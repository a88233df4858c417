/// The CPU cost of a migration: the definition of `cpu_s_per_gib` and `cpu_uncertainty_s`.
///
/// Over the span from the beginning of precopy to the destination's word that the guest runs:
///
///     cost = busy(source) - baseline(source) - vcpu(source)
///          + busy(destination) - baseline(destination) - vcpu(destination)
///     cpu_s_per_gib = cost / GiB sent
///
/// busy is host-wide, from /proc/stat. baseline is what the host used besides the vCPU threads while
/// the guest ran alone just before, times the span: interrupts and timers that the guest brings
/// with it are no cost of migrating it. vcpu is what the guest's own threads used. Where both ends
/// share a host, that host's busy and baseline count once. The figure may come out negative: slightly
/// where the cost is below what /proc/stat can tell, and by more on a busy host, whose other work
/// went down since the baseline was measured. It is not rounded up to look better. Of a span so short that
/// a CPU which was busy all along would be within the error of the busy time, nothing was measured.
///
/// The uncertainty is half the width of the cost's 95 % interval: 1.96 times the root of the summed
/// squared errors of each busy, and of each baseline's busy times span / time watched; see
/// ``HostUse/busyError``. Of n pooled repetitions it is that over the root of n.
public struct CPUCost: Sendable {
    /// One host's part, in seconds of CPU.
    public struct Side: Sendable {
        /// What the host did over the span.
        public var host: HostUse?
        /// What it did while the guest ran alone.
        public var alone: Alone?
        /// Length of the span in seconds.
        public var span: Double?
        /// Seconds used by the guest's vCPUs in the span.
        public var vcpu: Double?

        /// Puts the figures together.
        public init(host: HostUse?, alone: Alone?, span: Double?, vcpu: Double?) {
            self.host = host
            self.alone = alone
            self.span = span
            self.vcpu = vcpu
        }

        /// What the host would have used anyway, in seconds.
        public var baseline: Double? {
            guard let alone, let span, let busy = alone.host.busy, alone.seconds > 0 else {
                return nil
            }
            return (busy - alone.vcpu) / alone.seconds * span
        }

        fileprivate var withoutBaseline: Double? {
            guard let busy = host?.busy, let baseline, !isTooShort else { return nil }
            return busy - baseline
        }

        /// Whether one CPU's time in the span is less than what the busy time is known within.
        private var isTooShort: Bool {
            guard let span, let error = host?.busyError else { return false }
            return span < CPUCost.normal95 * error
        }

        /// The squared error of ``withoutBaseline``.
        fileprivate var variance: Double? {
            guard let own = host?.busyError, let alone, let span,
                let before = alone.host.busyError, alone.seconds > 0
            else { return nil }
            let scaled = before * span / alone.seconds
            return own * own + scaled * scaled
        }
    }

    /// A host while the guest ran alone.
    public struct Alone: Sendable {
        /// What the host did.
        public var host: HostUse
        /// For how long was watched, in seconds.
        public var seconds: Double
        /// Of it, seconds used by the guest's vCPUs.
        public var vcpu: Double

        /// Puts the figures together.
        public init(host: HostUse, seconds: Double, vcpu: Double) {
            self.host = host
            self.seconds = seconds
            self.vcpu = vcpu
        }
    }

    private let source: Side
    private let destination: Side
    private let shareHost: Bool

    /// The cost of a migration between two ends, which may share a host.
    public init(source: Side, destination: Side, shareHost: Bool) {
        self.source = source
        self.destination = destination
        self.shareHost = shareHost
    }

    /// CPU seconds of both ends; nil when a part was not measured.
    public var seconds: Double? {
        guard let first = source.withoutBaseline, let sourceVCPU = source.vcpu,
            let destinationVCPU = destination.vcpu
        else { return nil }
        let own = first - sourceVCPU - destinationVCPU
        guard !shareHost else { return own }
        guard let second = destination.withoutBaseline else { return nil }
        return own + second
    }

    /// Half the width of the 95 % interval of ``seconds``; nil when a part was not measured.
    public var uncertaintySeconds: Double? {
        guard seconds != nil, let first = source.variance else { return nil }
        guard !shareHost else { return Self.normal95 * first.squareRoot() }
        guard let second = destination.variance else { return nil }
        return Self.normal95 * (first + second).squareRoot()
    }

    /// CPU seconds a GiB; nil when a part was not measured or nothing was sent.
    public func secondsPerGiB(sentBytes: UInt64) -> Double? {
        guard sentBytes > 0 else { return nil }
        return seconds.map { $0 / (Double(sentBytes) / 0x1p30) }
    }

    /// The normal distribution's 97.5th percentile.
    static let normal95 = 1.959964
}
