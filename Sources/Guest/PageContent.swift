/// What stands in each page before the guest runs: a pure function of seed and page number.
struct PageContent: Sendable {
    private let stream: UInt64
    private let zeroThreshold: UInt64
    private let randomWords: Int

    private static let wordsInPage = GuestSpec.pageBytes / 8

    init(_ spec: GuestSpec) {
        stream = Mix.stream(seed: spec.seed, part: 0x6D65_6D6F_7279)
        zeroThreshold = Mix.threshold(spec.zeroShare)
        let words = Double(Self.wordsInPage) * (1 - spec.compressibleShare)
        randomWords = max(0, min(Self.wordsInPage, Int(words.rounded())))
    }

    /// Whether page `page` holds only zeros.
    func isZero(page: Int) -> Bool {
        zeroThreshold == .max || Mix.random(stream: stream, index: UInt64(page)) < zeroThreshold
    }

    /// Writes page `page` to `address`.
    ///
    /// Zero pages are written too: a page that was never touched reads as the kernel's shared zero
    /// page, which is faster than memory.
    func write(page: Int, to address: UnsafeMutableRawPointer) {
        if isZero(page: page) {
            unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
            return
        }
        let words = unsafe address.assumingMemoryBound(to: UInt64.self)
        var state = Mix.finalise(stream ^ UInt64(page))
        for index in 0..<randomWords {
            state &+= Mix.increment
            unsafe words[index] = Mix.finalise(state)
        }
        // Any byte but zero, repeated: a compressor takes it, a zero check does not.
        let filler = (UInt64(page) % 255 + 1) &* 0x0101_0101_0101_0101
        for index in randomWords..<Self.wordsInPage { unsafe words[index] = filler }
    }
}
