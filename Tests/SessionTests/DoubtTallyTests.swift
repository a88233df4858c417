import Session
import Testing

/// The first doubt of a kind stands for all of that kind, and for none of another.
@Suite struct DoubtTallyTests {
    @Test func eachKindIsToldOnceAndCounted() {
        var tally = DoubtTally()
        #expect(tally.others.isEmpty)
        let kinds: [RowDoubt.Kind] = [
            .longerBlackout, .longerBlackout, .shorterBlackout, .longerBlackout,
        ]
        let told = kinds.enumerated().map { number, kind in
            tally.take(RowDoubt(kind: kind, text: "\(number)"))
        }
        #expect(told == ["0", nil, "2", nil])
        #expect(
            tally.others == [
                "the guest's blackout was longer than the downtime explains in 2 other runs too"
            ])
        _ = tally.take(RowDoubt(kind: .shorterBlackout, text: "4"))
        #expect(tally.others.count == 2)
        #expect(tally.others.last?.hasSuffix("explains in one other run too") == true)
    }
}
