internal import Glibc

/// Where the true median lies with 95 % confidence, between figures that are interpolated.
///
/// Hettmansperger and Sheather, Statistics and Probability Letters 4 (1986) 75-79. From the d-th
/// smallest figure to the d-th largest holds the median with a chance that follows from the binomial
/// distribution. Of the two d whose chances have 95 % between them, the ends are weighed so that the
/// interval has about that, whatever the shape of the figures is.
///
/// - Returns: nil of fewer than ``fewestForMedianInterval`` figures; of so many, from the least to the
///   most, which is 93.75 %.
///
/// Complexity: O(n log n).
public func medianInterval(_ values: [Double]) -> (lower: Double, upper: Double)? {
    guard values.count >= fewestForMedianInterval else { return nil }
    let sorted = values.sorted()
    let (depth, share) = medianDepth(values.count)
    let end = { (figures: [Double]) in
        figures[depth - 1] + share * (figures[depth] - figures[depth - 1])
    }
    return (end(sorted), end(sorted.reversed()))
}

/// Of fewer figures than this even the least and the most hold the median in less than 93 %.
public let fewestForMedianInterval = 5

/// How many figures deep the ends lie, and which share of the way to the next they go further.
private func medianDepth(_ count: Int) -> (depth: Int, share: Double) {
    let wanted = 0.95
    let n = Double(count)
    // The logarithm of the chance of exactly `depth` figures below the median.
    var log = -n * M_LN2
    var outside = 2 * exp(log)
    guard 1 - outside > wanted else { return (1, 0) }
    var depth = 1
    while true {
        log += Glibc.log((n - Double(depth) + 1) / Double(depth))
        let chance = 2 * exp(log)
        guard 1 - outside - chance < wanted else {
            outside += chance
            depth += 1
            continue
        }
        let part = (1 - outside - wanted) / chance
        let d = Double(depth)
        return (depth, (n - d) * part / (d + (n - 2 * d) * part))
    }
}
