/// SplitMix64: the same numbers in every run, so that a failure can be repeated.
public struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    /// Starts where the seed says.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// So many bytes at random.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// `bytes` with a few bytes changed, taken out or put in.
    public mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
        var copy = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...max(0, copy.count - 1), using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where !copy.isEmpty: copy[place] = UInt8(truncatingIfNeeded: next())
            case 1 where !copy.isEmpty: copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2 where !copy.isEmpty:
                copy[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &self) ?? 0
            case 3 where !copy.isEmpty: copy.remove(at: place)
            case 4: copy.insert(UInt8(truncatingIfNeeded: next()), at: min(place, copy.count))
            default: copy.removeLast(min(copy.count, Int.random(in: 0...3, using: &self)))
            }
        }
        return copy
    }
}
