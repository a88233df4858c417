/// The bandwidth of a way to carry memory over links of other rates than those it was measured over.
///
/// Two things are taken for granted, and no more: over a faster link it is not slower, and its share
/// of a faster link is not larger. Between the two lies what is possible: a single measurement may
/// have been limited by the link (then the share stays) or by the host (then the bandwidth does).
struct LinkResponse: Sendable {
    /// One link rate that it was measured over, in bytes a second; infinite where nobody knows what
    /// the link carries.
    struct Level: Sendable {
        let link: Double
        let bandwidth: Double
    }

    /// By rising rate.
    let levels: [Level]

    init(_ levels: [Level]) {
        precondition(!levels.isEmpty, "a bandwidth over no link")
        self.levels = levels.sorted { $0.link < $1.link }
    }

    /// Over the fastest link.
    var best: Double { levels[levels.count - 1].bandwidth }

    /// The least and the most that it may carry over a link; the same figure over one that was
    /// measured.
    ///
    /// - Parameter link: Bytes a second; nil and infinity are the fastest one measured.
    func bandwidth(over link: Double?) -> (low: Double, high: Double) {
        guard let link, link.isFinite, link != levels[levels.count - 1].link else {
            return (best, best)
        }
        if let same = levels.first(where: { abs($0.link / link - 1) < 1e-9 }) {
            return (same.bandwidth, same.bandwidth)
        }
        var (low, high) = (0.0, link)
        for level in levels {
            let scaled = level.link.isFinite ? level.bandwidth * link / level.link : 0
            if level.link < link {
                low = max(low, level.bandwidth)
                high = min(high, scaled)
            } else {
                low = max(low, scaled)
                high = min(high, level.bandwidth)
            }
        }
        // Noise may put a slower link's figure above a faster one's.
        return (min(low, high), max(low, high))
    }
}
