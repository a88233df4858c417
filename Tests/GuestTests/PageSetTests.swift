import TestSupport
import Testing

@testable import Guest

/// What a page set is meant to be, in the plainest words.
private struct Model {
    var pages: Set<Int> = []
    var cursor = 0

    /// In rising order from the cursor, then from the start.
    mutating func take(_ limit: Int) -> [Int] {
        let ordered = pages.sorted { ($0 < cursor ? 1 : 0, $0) < ($1 < cursor ? 1 : 0, $1) }
        let taken = Array(ordered.prefix(limit))
        pages.subtract(taken)
        if let last = taken.last { cursor = last + 1 }
        return taken
    }
}

@Suite struct PageSetTests {
    private func pages(_ runs: [PageRun]) -> [Int] {
        runs.flatMap { Int($0.first)..<Int($0.first) + Int($0.count) }
    }

    @Test(arguments: [1, 2, 63, 64, 65, 128, 1000])
    func itBehavesAsASet(_ pageCount: Int) throws {
        var random = SeededRandom(seed: UInt64(pageCount))
        let set = try PageSet(pageCount: pageCount)
        var model = Model()
        for _ in 0..<5000 {
            step(set, &model, &random)
            #expect(set.count == model.pages.count)
        }
        #expect((0..<pageCount).allSatisfy { set.contains($0) == model.pages.contains($0) })
    }

    private func step(_ set: PageSet, _ model: inout Model, _ random: inout SeededRandom) {
        let page = Int.random(in: 0..<set.pageCount, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            set.insertAll()
            model.pages = Set(0..<set.pageCount)
        case 1..<4:
            set.insert(page)
            model.pages.insert(page)
        case 4..<6:
            set.remove(page)
            model.pages.remove(page)
        case 6..<9:
            let word = page >> 6
            // Only bits of pages that exist; sparse and dense words alike.
            let spare = max(0, (word + 1) * 64 - set.pageCount)
            var bits = UInt64.random(in: 0 ... .max, using: &random)
            if page % 2 == 0 { bits &= UInt64.random(in: 0 ... .max, using: &random) }
            bits &= .max >> UInt64(spare)
            let new = Set((0..<64).filter { bits >> UInt64($0) & 1 == 1 }.map { word * 64 + $0 })
            #expect(set.merge(bits, atWord: word) == new.subtracting(model.pages).count)
            model.pages.formUnion(new)
        default:
            let limit = Int.random(in: 1...set.pageCount * 2, using: &random)
            var runs: [PageRun] = []
            let taken = set.take(limit, into: &runs)
            let expected = model.take(limit)
            #expect(pages(runs) == expected)
            #expect(taken == expected.count)
            // Adjacent pages travel as one run.
            for (run, next) in zip(runs, runs.dropFirst()) {
                #expect(run.first + run.count != next.first)
            }
        }
    }

    @Test func anEmptySetGivesNothing() throws {
        let set = try PageSet(pageCount: 100)
        var runs: [PageRun] = []
        #expect(set.take(10, into: &runs) == 0)
        set.insertAll()
        #expect(set.take(0, into: &runs) == 0)
        #expect(runs.isEmpty && set.count == 100)
    }

    @Test func aWholeGuestIsOneRun() throws {
        let set = try PageSet(pageCount: 1000)
        set.insertAll()
        var runs: [PageRun] = []
        // Runs go on where the last call ended.
        while set.take(7, into: &runs) > 0 {}
        #expect(runs == [PageRun(first: 0, count: 1000)])
    }
}
