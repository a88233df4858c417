internal import Platform
internal import Synchronization

/// The parts of a guest's life that the lateness of its operations is told of apart.
///
/// An operation belongs to the phase in which it fell due, whenever it was done.
public enum GuestPhase: Int, Sendable, CaseIterable {
    /// The guest has just begun.
    case settling
    /// It runs alone and is watched.
    case alone
    /// The migration is being prepared.
    case setup
    /// The span that is measured: from the beginning of precopy to the destination's word.
    case span
    /// It runs on.
    case after
}

/// When the phases of a guest ended, on this host's clock: set by whoever drives the migration,
/// read by the vCPUs.
final class PhaseEnds: Sendable {
    /// One a phase but for the last, which does not end; 0 while it goes on.
    private let settling = Atomic<UInt64>(0)
    private let alone = Atomic<UInt64>(0)
    private let setup = Atomic<UInt64>(0)
    private let span = Atomic<UInt64>(0)

    /// Ends all phases before `phase` that have not ended yet, at `time`.
    func begin(_ phase: GuestPhase, at time: MonotonicTime) {
        for earlier in GuestPhase.allCases.prefix(phase.rawValue) {
            withEnd(of: earlier) { end in
                if end.load(ordering: .relaxed) == 0 {
                    end.store(time.nanoseconds, ordering: .releasing)
                }
            }
        }
    }

    /// The end of `phase`; nil while it goes on.
    @inline(__always)
    func end(of phase: GuestPhase) -> MonotonicTime? {
        var time: UInt64 = 0
        withEnd(of: phase) { time = $0.load(ordering: .acquiring) }
        return time == 0 ? nil : MonotonicTime(nanoseconds: time)
    }

    @inline(__always)
    private func withEnd(of phase: GuestPhase, _ body: (borrowing Atomic<UInt64>) -> Void) {
        switch phase {
        case .settling: body(settling)
        case .alone: body(alone)
        case .setup: body(setup)
        case .span: body(span)
        case .after: break
        }
    }
}
