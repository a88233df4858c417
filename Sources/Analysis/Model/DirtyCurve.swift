internal import Glibc
internal import Scenarios

/// How much memory a guest has dirtied some time after a sync of the dirty log: each page once,
/// however often it was written.
///
/// Follows from the definitions of the workloads (`bench list workloads`): a write goes to a page at
/// random, so that of n pages which share w writes n (1 - exp(-w/n)) are dirty, the limit of
/// n (1 - (1 - 1/n)^w) for many pages.
struct DirtyCurve: Sendable {
    /// Guest memory in bytes.
    let memory: Double
    /// Bytes written a second.
    let rate: Double
    let pattern: Pattern

    /// Where writes go.
    enum Pattern: Sendable, Hashable {
        case anywhere
        /// Page after page.
        case inOrder
        /// A share of the writes goes to so many bytes, the rest anywhere.
        case hot(bytes: Double, share: Double)
        /// The page of rank k in proportion to 1/k.
        case ranked
    }

    /// Bytes of a page.
    static let pageBytes = 4096.0

    /// The pattern of a workload; nil of one whose rows do not say where it writes, as a recorded
    /// trace's.
    static func pattern(
        _ workload: String, workingSet: Double?, hotShare: Double?
    ) -> Pattern? {
        switch workload {
        case "idle", "uniform": .anywhere
        case "sequential": .inOrder
        case "zipf": .ranked
        case "hotset":
            workingSet.map {
                .hot(bytes: $0, share: hotShare ?? WorkloadChoice.defaultHotShare)
            }
        default: nil
        }
    }

    /// A part of memory whose pages are written with equal chances.
    struct Area: Sendable {
        let bytes: Double
        /// Bytes written to it a second.
        let rate: Double
    }

    /// The parts of memory; one where all pages are alike.
    var areas: [Area] {
        switch pattern {
        case .anywhere, .inOrder: return [Area(bytes: memory, rate: rate)]
        case .hot(let bytes, let share):
            let hot = min(max(bytes, Self.pageBytes), memory)
            // The rest goes anywhere, the hot pages too.
            let cold = (1 - share) * rate
            return [
                Area(bytes: hot, rate: share * rate + cold * hot / memory),
                Area(bytes: memory - hot, rate: cold * (memory - hot) / memory),
            ].filter { $0.bytes > 0 }
        case .ranked: return ranked
        }
    }

    /// The bytes of an area that are dirty so many seconds after a sync.
    func bytes(of area: Area, after seconds: Double) -> Double {
        let written = area.rate * seconds
        guard written > 0 else { return 0 }
        return pattern == .inOrder
            ? min(written, area.bytes) : area.bytes * -expm1(-written / area.bytes)
    }

    /// The bytes that are dirty so many seconds after a sync.
    func bytes(after seconds: Double) -> Double {
        areas.reduce(0) { $0 + bytes(of: $1, after: seconds) }
    }

    /// Ranks in steps of a quarter of an octave, within which the chance of a page hardly changes.
    private var ranked: [Area] {
        let pages = max(1, (memory / Self.pageBytes).rounded())
        // The harmonic number, by Euler's formula.
        let harmonic = log(pages) + 0.577_215_664_901_532_9 + 1 / (2 * pages)
        var areas: [Area] = []
        var first = 1.0
        while first <= pages {
            let next = min(max(first + 1, (first * 1.189_207).rounded()), pages + 1)
            // The sum of 1/k from first to next - 1.
            let chance = log((next - 0.5) / (first - 0.5)) / harmonic
            areas.append(Area(bytes: (next - first) * Self.pageBytes, rate: rate * chance))
            first = next
        }
        return areas
    }
}
