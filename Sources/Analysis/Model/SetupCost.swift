/// What setup takes, pinning included: a fixed part, and one in proportion to the guest's memory.
public struct SetupCost: Sendable {
    /// Seconds whatever the size.
    public let fixedSeconds: Estimate
    /// Seconds for each GiB of guest memory.
    public let secondsPerGiB: Estimate
    /// How many sizes of memory it was measured with: of one, the pinning at the source is what is in
    /// proportion, and the rest is fixed.
    public let sizes: Int

    /// The seconds for so much memory.
    func seconds(gib: Double, _ draw: Int?) -> Double {
        fixedSeconds.at(draw) + secondsPerGiB.at(draw) * gib
    }

    /// Fits figures of completed runs; nil of none.
    init?(_ runs: [ModelRun], _ draws: inout FitDraws) {
        let bySize = Dictionary(grouping: runs) { $0.setting.memoryBytes }
        let points = bySize.sorted { $0.key < $1.key }.compactMap { memory, runs -> Point? in
            guard let setup = draws.median(runs.map(\.setupSeconds)),
                let pin = draws.median(runs.map { min($0.pinSeconds, $0.setupSeconds) })
            else { return nil }
            return Point(gib: memory / 0x1p30, setup: setup, pin: pin)
        }
        guard let first = points.first else { return nil }
        sizes = points.count
        let lines = { (draw: Int?) -> (fixed: Double, slope: Double) in
            points.count == 1 ? first.line(draw) : Self.line(points, draw)
        }
        let all = (0..<draws.count).map(lines)
        let own = lines(nil)
        fixedSeconds = Estimate(value: own.fixed, draws: all.map(\.fixed), count: runs.count)
        secondsPerGiB = Estimate(value: own.slope, draws: all.map(\.slope), count: runs.count)
    }

    private struct Point {
        let gib: Double
        let setup: Estimate
        let pin: Estimate

        func line(_ draw: Int?) -> (fixed: Double, slope: Double) {
            let pinned = min(pin.at(draw), setup.at(draw))
            return (setup.at(draw) - pinned, gib > 0 ? pinned / gib : 0)
        }
    }

    /// Least squares of the relative errors of each size's median, with neither part below zero.
    private static func line(_ points: [Point], _ draw: Int?) -> (fixed: Double, slope: Double) {
        let figures = points.map { (x: $0.gib, y: $0.setup.at(draw)) }
        let weighed = figures.map { point -> (x: Double, y: Double, w: Double) in
            // A microsecond: beyond what a setup is known to.
            let size = max(point.y, 1e-6)
            return (point.x, point.y, 1 / (size * size))
        }
        let sum = { (term: ((x: Double, y: Double, w: Double)) -> Double) in
            weighed.reduce(0) { $0 + term($1) }
        }
        let (w, wx, wy) = (sum { $0.w }, sum { $0.w * $0.x }, sum { $0.w * $0.y })
        let (wxx, wxy) = (sum { $0.w * $0.x * $0.x }, sum { $0.w * $0.x * $0.y })
        let spread = w * wxx - wx * wx
        let slope = spread > 0 ? (w * wxy - wx * wy) / spread : 0
        let fixed = (wy - slope * wx) / w
        if slope < 0 { return (wy / w, 0) }
        if fixed < 0 { return (0, wxx > 0 ? wxy / wxx : 0) }
        return (fixed, slope)
    }
}
