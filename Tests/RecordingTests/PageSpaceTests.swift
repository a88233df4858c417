import Guest
import Testing

@testable import Recording

/// Pages keep their order and their neighbours, and what lies between mappings is left out.
@Suite struct PageSpaceTests {
    @Test func pagesAreNumberedByAddress() {
        var space = PageSpace()
        space.insert([1000..<1010, 500..<504])
        #expect(space.count == 14)
        let runs = space.runs([[500..<502, 1003..<1005], [], [1009..<1010]])
        #expect(
            runs == [
                [PageRun(first: 0, count: 2), PageRun(first: 7, count: 2)], [],
                [PageRun(first: 13, count: 1)],
            ])
    }

    /// A mapping that comes later moves the numbers of all intervals, the first ones too.
    @Test func mappingsThatComeAndGrowCount() {
        var space = PageSpace()
        space.insert([1000..<1010])
        space.insert([1000..<1020, 100..<105])
        space.insert([1004..<1006])
        #expect(space.count == 25)
        #expect(space.runs([[1015..<1016]]) == [[PageRun(first: 20, count: 1)]])
    }

    /// The end of one mapping and the start of the next are neighbours in a trace.
    @Test func runsOfNeighboursAreOne() {
        var space = PageSpace()
        space.insert([10..<12, 20..<22])
        #expect(space.runs([[11..<12, 20..<21]]) == [[PageRun(first: 1, count: 2)]])
    }

    @Test func aUnionHasNothingTwice() {
        #expect(PageSpace.union([5..<7, 1..<3, 6..<9, 3..<4]) == [1..<4, 5..<9])
        #expect(PageSpace.union([]).isEmpty)
    }
}
