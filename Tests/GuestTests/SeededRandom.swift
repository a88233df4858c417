@testable import Guest

/// The same numbers in every run, so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
    private let stream: UInt64
    private var index: UInt64 = 0

    init(seed: UInt64) { stream = Mix.stream(seed: seed, part: 0x7465_7374) }

    mutating func next() -> UInt64 {
        defer { index += 1 }
        return Mix.random(stream: stream, index: index)
    }
}
