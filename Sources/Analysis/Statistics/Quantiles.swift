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

/// The figure that would stand at `place` if the figures were sorted; changes their order.
///
/// Hoare's FIND (Communications of the ACM 4, 1961, 321-322).
///
/// Complexity: O(n) on average.
///
/// - Parameter sorted: So many places at the beginning already hold the smallest figures.
func smallest(_ place: Int, of values: inout [Double], behind sorted: Int = 0) -> Double {
    var low = sorted
    var high = values.count - 1
    while low < high {
        let pivot = pivot(place, values[low...high])
        var left = low
        var right = high
        while left <= right {
            while values[left] < pivot { left += 1 }
            while values[right] > pivot { right -= 1 }
            guard left <= right else { break }
            values.swapAt(left, right)
            left += 1
            right -= 1
        }
        if place <= right { high = right } else if place >= left { low = left } else { break }
    }
    return values[place]
}

/// A figure that probably stands near `place`, a little towards the middle: guessed from a sample
/// where there are many figures, as Floyd and Rivest's SELECT does (Communications of the ACM 18,
/// 1975, 165-172).
private func pivot(_ place: Int, _ values: ArraySlice<Double>) -> Double {
    let sampleSize = 99
    guard values.count > 6 * sampleSize else {
        return values[(values.startIndex + values.endIndex - 1) / 2]
    }
    let step = values.count / sampleSize
    let sample = (0..<sampleSize).map { values[values.startIndex + $0 * step] }.sorted()
    let share = Double(place - values.startIndex) / Double(values.count)
    let guess = Int(share * Double(sampleSize)) + (share < 0.5 ? 3 : -3)
    return sample[min(max(guess, 0), sampleSize - 1)]
}
