import Scenarios

/// Shares between 0 and 1, the same each time.
struct Numbers {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func next() -> Double { generator.nextShare() }
}
