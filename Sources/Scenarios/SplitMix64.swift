/// Steele, Lea and Flood's SplitMix64: a small generator whose numbers are the same everywhere.
///
/// The order of runs must not depend on the machine or the standard library's version, so both
/// the generator and the shuffle are defined here.
package struct SplitMix64: Sendable, RandomNumberGenerator {
    private var state: UInt64

    /// Starts from a seed; every seed is as good as another.
    package init(seed: UInt64) {
        state = seed
    }

    /// The generator for one purpose within one block, independent of all others.
    init(seed: UInt64, block: Int, purpose: Purpose) {
        let blockBits = UInt64(truncatingIfNeeded: block)
        state = Self.mixed(Self.mixed(seed) ^ Self.mixed(blockBits &<< 8 | purpose.rawValue))
    }

    /// What a generator is for.
    enum Purpose: UInt64 {
        case order = 1
        case guest = 2
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A number below `bound`, each with equal chance: values that would favour some are drawn
    /// again.
    package mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "there is no number below \(bound)")
        let count = UInt64(bound)
        let favoured = (0 &- count) % count
        while true {
            let product = next().multipliedFullWidth(by: count)
            if product.low >= favoured { return Int(product.high) }
        }
    }

    /// A number between 0 and 1, neither of them: the middle of one of 2^52 equal parts.
    package mutating func nextShare() -> Double {
        (Double(next() &>> 12) + 0.5) * 0x1p-52
    }

    /// The elements in a random order (Fisher and Yates, from the end).
    package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        var end = result.count
        while end > 1 {
            let pick = next(below: end)
            end -= 1
            result.swapAt(pick, end)
        }
        return result
    }

    /// The finaliser: every bit of the input changes half of the output's.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits &>> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits &>> 31)
    }
}
