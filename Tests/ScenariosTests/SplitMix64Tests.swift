import Testing

@testable import Scenarios

@Suite struct SplitMix64Tests {
    /// The first numbers that the published generator gives for seed 1234567.
    @Test func itIsThePublishedGenerator() {
        var random = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in random.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func numbersStayBelowTheBoundAndAreFair() {
        var random = SplitMix64(seed: 3)
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<60_000 { counts[random.next(below: 6)] += 1 }
        #expect(counts.allSatisfy { (9500...10_500).contains($0) })
        #expect(random.next(below: 1) == 0)
    }

    @Test func shufflingKeepsTheElements() {
        var random = SplitMix64(seed: 4)
        #expect(random.shuffled([Int]()) == [])
        #expect(random.shuffled([7]) == [7])
        let elements = Array(0..<100)
        let shuffled = random.shuffled(elements)
        #expect(shuffled != elements)
        #expect(shuffled.sorted() == elements)
    }
}
