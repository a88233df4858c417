/// When the operations of one vCPU fall due, in nanoseconds of guest time.
///
/// All vCPUs have the same: operation `index` of each falls due at one time.
enum Pace: Sendable {
    /// One operation every `interval` nanoseconds.
    case steady(interval: Double)
    /// As a trace has them.
    case recorded(RecordedPace)

    /// The pace of a guest; nil for one that is unpaced.
    init?(_ spec: GuestSpec) {
        guard let rate = spec.workload.dirtyRate else { return nil }
        if spec.workload.kind == .replay, let trace = spec.workload.trace, rate > 0 {
            self = .recorded(RecordedPace(trace, rate: rate, vcpus: spec.vcpus))
        } else {
            self = .steady(interval: 1e9 * Double(spec.vcpus) * Double(GuestSpec.pageBytes) / rate)
        }
    }

    /// How many operations are due after `elapsed` nanoseconds.
    func operationsDue(elapsed: Double) -> UInt64 {
        switch self {
        case .steady(let interval): UInt64(elapsed / interval)
        case .recorded(let pace): pace.operationsDue(elapsed: elapsed)
        }
    }

    /// When operation `index` falls due.
    @inline(__always)
    func dueTime(of index: UInt64) -> Double {
        switch self {
        case .steady(let interval): Double(index &+ 1) * interval
        case .recorded(let pace): pace.dueTime(of: index)
        }
    }

    /// The stretch of even pace that operation `index` is in: operations below `end` follow each other
    /// every `interval` nanoseconds.
    @inline(__always)
    func stretch(from index: UInt64) -> (interval: Double, end: UInt64) {
        switch self {
        case .steady(let interval): (interval, .max)
        case .recorded(let pace): pace.stretch(from: index)
        }
    }
}
