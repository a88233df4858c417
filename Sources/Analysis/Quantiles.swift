/// The median of figures, nil of none.
public func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }

/// The first and third quartile of figures, nil of none.
///
/// Between two figures the quantile is interpolated linearly: definition 7 of Hyndman and Fan,
/// the default of NumPy and R.
public func quartiles(_ values: [Double]) -> (first: Double, third: Double)? {
    guard let first = quantile(values, 0.25), let third = quantile(values, 0.75) else { return nil }
    return (first, third)
}

/// The quantile of figures for a share from 0 to 1, nil of none.
///
/// Complexity: O(n log n).
public func quantile(_ values: [Double], _ share: Double) -> Double? {
    precondition((0...1).contains(share), "a quantile is for a share from 0 to 1")
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
}

/// Half the interquartile range as a share of the median: 0.03 is "± 3 %".
///
/// Nil of fewer than two figures, which have no spread, and where the median is 0.
public func relativeHalfInterquartileRange(_ values: [Double]) -> Double? {
    guard values.count > 1, let middle = median(values), middle != 0,
        let (first, third) = quartiles(values)
    else { return nil }
    return (third - first) / 2 / abs(middle)
}
