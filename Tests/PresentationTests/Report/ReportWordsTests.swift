import Analysis
import Results
import Testing

@testable import Presentation

@Suite struct ReportWordsTests {
    private let near = (0..<8).map { 100 + Double($0) }

    /// A ranking of two groups of figures.
    private func contest(_ first: [Double], _ second: [Double]) -> Ranking.Contest {
        Ranking.Contest([first, second], .lowerIsBetter)
    }

    @Test func reasonsOfAKindAreOne() {
        let kinds = ReasonKinds([
            "10 of 5754 packets sent again", "other load before, 38 % of the CPUs",
            "other load before, 42 % of the CPUs; 4 of 6477 packets sent again",
            "4 of 1000 packets sent again", "other load",
        ])
        #expect(
            kinds.words == [
                "4 to 10 of 1000 to 6477 packets sent again (3 runs)",
                "other load before, 38 to 42 % of the CPUs (2 runs)", "other load (1 run)",
            ])
    }

    @Test func whatFewRunsLeaveOpenHasNoAdvice() {
        let few = Settling(
            Ranking.judged([contest(Array(near.prefix(3)), near.prefix(3).map { $0 * 3 })]))
        #expect(few.open == 1 && few.tooFew == 1 && few.advised == nil)
        #expect(
            few.rest == [
                "1 of 1 open answer have too few runs to tell: it takes at least \(few.least) of each "
                    + "before anything can be told."
            ])
    }

    /// What would take a hundred runs, or thousands, is counted and not advised.
    @Test func whatTakesTooManyRunsIsCounted() {
        let wide = [50.0, 90, 100, 110, 120, 150, 210, 300]
        let far = Settling(Ranking.judged([contest(wide, wide.map { $0 * 1.021 })]))
        #expect(far.open == 1 && far.tooFew == 0 && far.advised == nil)
        #expect(far.rest.count == 1)
        #expect(far.rest.first?.hasPrefix("1 of 1 open answer would take more than 50") == true)
    }

    @Test func picturesKeepTheirColoursInTheDark() {
        #expect(!HTMLStyle.text.contains("filter"))
    }
}
