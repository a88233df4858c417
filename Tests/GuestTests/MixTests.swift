import Testing

@testable import Guest

@Suite struct MixTests {
    /// The numbers that the published SplitMix64 gives for seed 1234567: content and operations
    /// are the same on every host and in every version.
    @Test func itIsThePublishedGenerator() {
        #expect(
            (0..<5).map { Mix.random(stream: 1_234_567, index: $0) } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func scalingKeepsTheEnds() {
        #expect(Mix.scale(0, to: 10) == 0)
        #expect(Mix.scale(.max, to: 10) == 9)
        #expect(Mix.scale(.max, to: 1) == 0)
        #expect(Mix.scale(1 << 63, to: 10) == 5)
    }

    @Test func thresholdsStandForShares() {
        #expect(Mix.threshold(0) == 0)
        #expect(Mix.threshold(-1) == 0)
        #expect(Mix.threshold(0.5) == 1 << 63)
        #expect(Mix.threshold(1) == .max)
        #expect(Mix.threshold(2) == .max)
    }

    @Test func partsOfASeedAreStreamsOfTheirOwn() {
        let streams = (0..<100).flatMap { seed in
            (0..<100).map { Mix.stream(seed: UInt64(seed), part: UInt64($0)) }
        }
        #expect(Set(streams).count == streams.count)
    }
}
