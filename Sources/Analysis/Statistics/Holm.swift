/// P-values corrected for their number by Holm's step-down method, in the same order.
///
/// Keeping those under 0.05 keeps the chance of even one false alarm under 5 %.
public func holmCorrected(_ p: [Double]) -> [Double] {
    var corrected = p
    var largest = 0.0
    for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
        largest = max(largest, min(1, p[index] * Double(p.count - rank)))
        corrected[index] = largest
    }
    return corrected
}
