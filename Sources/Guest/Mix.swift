/// Counter-based random numbers: a pure function of its inputs, the same on every machine.
enum Mix {
    /// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
    /// generators", OOPSLA 2014): a bijection whose outputs pass statistical tests.
    @inline(__always)
    static func finalise(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// SplitMix64's increment: 2^64 divided by the golden ratio, odd.
    static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Number `index` of the stream `stream`.
    @inline(__always)
    static func random(stream: UInt64, index: UInt64) -> UInt64 {
        finalise(stream &+ (index &+ 1) &* increment)
    }

    /// A stream of its own for each part of a seed.
    static func stream(seed: UInt64, part: UInt64) -> UInt64 {
        finalise(finalise(seed &+ increment) ^ (part &* 0xD6E8_FEB8_6659_FD93))
    }

    /// Maps a random word to 0..<bound with equal chances (Lemire's multiplication; the bias is
    /// below bound / 2^64).
    @inline(__always)
    static func scale(_ word: UInt64, to bound: UInt64) -> UInt64 {
        word.multipliedFullWidth(by: bound).high
    }

    /// The 64-bit threshold under which a random word falls with probability `share`.
    static func threshold(_ share: Double) -> UInt64 {
        share >= 1 ? .max : UInt64(max(0, share) * 0x1p64)
    }
}
