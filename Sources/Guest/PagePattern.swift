/// Which page operation `i` of a vCPU writes: a pure function of (seed, vCPU, i), in integers
/// only, so that two hosts with different maths libraries agree.
struct PagePattern: Sendable {
    private let kind: WorkloadKind
    private let pages: UInt64
    private let hotPages: UInt64
    private let hotThreshold: UInt64
    private let vcpus: UInt64
    private let vcpu: UInt64
    private let stream: UInt64
    private let octaves: UInt64
    private let scatter: UInt64

    init(_ spec: GuestSpec, vcpu: Int) {
        kind = spec.workload.kind
        pages = UInt64(spec.pageCount)
        let hot = UInt64(max(1, spec.workload.workingSetBytes / GuestSpec.pageBytes))
        hotPages = min(pages, hot)
        hotThreshold = Mix.threshold(spec.workload.hotShare)
        vcpus = UInt64(spec.vcpus)
        self.vcpu = UInt64(vcpu)
        stream = Mix.stream(seed: spec.seed, part: 0x6F70_0000 + UInt64(vcpu))
        octaves = UInt64(64 - pages.leadingZeroBitCount)
        scatter = Self.scatterFactor(pages)
    }

    /// The page that operation `index` writes.
    @inline(__always)
    func page(_ index: UInt64) -> Int {
        switch kind {
        case .idle: preconditionFailure("an idle guest has no operations")
        case .uniform:
            return Int(Mix.scale(Mix.random(stream: stream, index: index), to: pages))
        case .hotset:
            let choice = Mix.random(stream: stream, index: index)
            let word = Mix.finalise(choice ^ Mix.increment)
            return Int(Mix.scale(word, to: choice < hotThreshold ? hotPages : pages))
        case .zipf:
            return Int(zipfRank(index) * scatter % pages)
        case .sequential:
            return Int((index &* vcpus &+ vcpu) % pages)
        }
    }

    /// A rank from 0 with probability in proportion to 1 / (rank + 1): an octave of ranks with
    /// equal chances, a rank within it, and rejection down to the exact weight (within an octave
    /// that starts at 2^k, rank x is kept with probability 2^k / x).
    private func zipfRank(_ index: UInt64) -> UInt64 {
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

    /// A prime that does not divide the number of pages: multiplying by it shuffles the ranks over
    /// memory without collisions.
    ///
    /// 2^31 - 1 and 2^32 - 5 are primes.
    private static func scatterFactor(_ pages: UInt64) -> UInt64 {
        pages % 2_147_483_647 != 0 ? 2_147_483_647 : 4_294_967_291
    }
}
