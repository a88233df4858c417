/// `zipf`: the page of rank k is written in proportion to 1/k; the ranks are shuffled over memory.
struct ZipfPages: PageChoice {
    static let summary = "page k of a shuffled order is written in proportion to 1/k"

    private let pages: UInt64
    private let octaves: UInt64
    private let scatter: UInt64
    private let stream: UInt64

    init(_ spec: GuestSpec, vcpu: Int) {
        pages = UInt64(spec.pageCount)
        octaves = UInt64(64 - pages.leadingZeroBitCount)
        scatter = Self.scatterFactor(pages)
        stream = spec.pageStream(vcpu: vcpu)
    }

    func page(_ index: UInt64) -> Int { Int(rank(index) * scatter % pages) }

    /// A rank from 0 with probability in proportion to 1 / (rank + 1).
    ///
    /// An octave of ranks with equal chances, a rank within it, and rejection down to the exact
    /// weight: within the octave that starts at 2^k, rank x is kept with probability 2^k / x.
    private func rank(_ index: UInt64) -> UInt64 {
        var word = Mix.random(stream: stream, index: index)
        while true {
            let octave = Mix.scale(word, to: octaves)
            word = Mix.finalise(word &+ Mix.increment)
            let start: UInt64 = 1 << octave
            let rank = start + (word >> 32) % start
            let chance = word & 0xFFFF_FFFF
            word = Mix.finalise(word &+ Mix.increment)
            if rank <= pages, chance * rank < start << 32 { return rank - 1 }
        }
    }

    /// A prime that does not divide the number of pages.
    ///
    /// Multiplying by it shuffles the ranks over memory without collisions. 2^31 - 1 and 2^32 - 5
    /// are primes.
    private static func scatterFactor(_ pages: UInt64) -> UInt64 {
        pages % 2_147_483_647 != 0 ? 2_147_483_647 : 4_294_967_291
    }
}
