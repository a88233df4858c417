/// The CPU cost of a migration: the definition of `cpu_s_per_gib`.
///
/// Over the span from the beginning of precopy to the destination's word that the guest runs:
///
///     (busy(source) - idle(source) - vcpu(source)
///      + busy(destination) - idle(destination) - vcpu(destination)) / GiB sent
///
/// busy is host-wide, from /proc/stat; idle is what the host used a second just before the guest
/// ran, times the span; vcpu is what the guest itself used. Where both ends share a host, that
/// host's busy and idle count once. The figure may come out negative: slightly where the cost is below
/// the resolution of /proc/stat (one tick a CPU), and by more on a busy host, whose other work went
/// down since idle was measured. It is not rounded up to look better; summaries say what it means.
public struct CPUCost: Sendable {
    /// One host's part, in seconds of CPU.
    public struct Side: Sendable {
        /// Host-wide busy seconds over the span.
        public var busy: Double?
        /// Busy seconds a second while idle.
        public var idlePerSecond: Double?
        /// Length of the span in seconds.
        public var span: Double?
        /// Seconds used by the guest's vCPUs in the span.
        public var vcpu: Double?

        /// Puts the figures together.
        public init(busy: Double?, idlePerSecond: Double?, span: Double?, vcpu: Double?) {
            self.busy = busy
            self.idlePerSecond = idlePerSecond
            self.span = span
            self.vcpu = vcpu
        }

        /// What the host would have used anyway, in seconds.
        public var baseline: Double? {
            guard let idlePerSecond, let span else { return nil }
            return idlePerSecond * span
        }

        fileprivate var withoutBaseline: Double? {
            guard let busy, let baseline else { return nil }
            return busy - baseline
        }
    }

    /// CPU seconds a GiB; nil when a part was not measured or nothing was sent.
    public static func secondsPerGiB(
        source: Side, destination: Side, shareHost: Bool, sentBytes: UInt64
    ) -> Double? {
        guard sentBytes > 0, let first = source.withoutBaseline, let sourceVCPU = source.vcpu,
            let destinationVCPU = destination.vcpu
        else { return nil }
        var seconds = first - sourceVCPU - destinationVCPU
        if !shareHost {
            guard let second = destination.withoutBaseline else { return nil }
            seconds += second
        }
        return seconds / (Double(sentBytes) / 0x1p30)
    }
}
