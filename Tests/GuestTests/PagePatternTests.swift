import TestSupport
import Testing

@testable import Guest

@Suite struct PagePatternTests {
    private func spec(
        _ kind: WorkloadKind, pages: Int, vcpus: Int = 1, seed: UInt64 = 1, hotPages: Int = 0
    ) throws -> GuestSpec {
        GuestSpec(
            memoryBytes: pages * 4096, vcpus: vcpus,
            workload: WorkloadSpec(
                kind: kind, workingSetBytes: hotPages * 4096, trace: try kind.sampleTrace()),
            seed: seed)
    }

    private func counts(_ spec: GuestSpec, operations: Int) throws -> [Int] {
        let pattern = try #require(PagePattern(spec, vcpu: 0))
        var counts = [Int](repeating: 0, count: spec.pageCount)
        for index in 0..<UInt64(operations) { counts[pattern.page(index)] += 1 }
        return counts
    }

    private func chiSquare(_ counts: [Int], _ expected: [Double]) -> Double {
        zip(counts, expected).reduce(0) { sum, pair in
            let difference = Double(pair.0) - pair.1
            return sum + difference * difference / pair.1
        }
    }

    /// Source and destination, of any two versions, must agree on every operation.
    @Test(arguments: PagePatternTests.pinned)
    func operationsAreTheSameForEver(_ kind: WorkloadKind, _ pages: [Int]) throws {
        let pattern = try #require(
            PagePattern(
                spec(kind, pages: 1000, vcpus: 3, seed: 42, hotPages: 100), vcpu: 2))
        #expect((0..<8).map { pattern.page($0 * 1_000_003) } == pages)
    }

    static let pinned: [(WorkloadKind, [Int])] = [
        (.uniform, [928, 211, 866, 447, 19, 614, 616, 753]),
        (.hotset, [726, 83, 42, 73, 61, 51, 3, 22]),
        (.zipf, [608, 450, 396, 822, 0, 994, 407, 575]),
        (.sequential, [2, 11, 20, 29, 38, 47, 56, 65]),
        (.replay, [2, 211, 284, 253, 222, 191, 160, 129]),
    ]

    @Test func seedsAndVCPUsDiffer() throws {
        func first(_ seed: UInt64, _ vcpu: Int) throws -> [Int] {
            let pattern = try #require(
                PagePattern(
                    spec(.uniform, pages: 100_000, vcpus: 2, seed: seed), vcpu: vcpu))
            return (0..<4).map { pattern.page($0) }
        }
        #expect(
            Set([try first(1, 0), try first(1, 1), try first(2, 0), try first(2, 1)]).count == 4)
    }

    /// With 255 degrees of freedom chi-square has mean 255 and deviation 23.
    @Test func uniformIsUniform() throws {
        let counts = try counts(spec(.uniform, pages: 256), operations: 256_000)
        let value = chiSquare(counts, [Double](repeating: 1000, count: 256))
        #expect((140...400).contains(value))
    }

    @Test func hotsetKeepsItsShare() throws {
        let counts = try counts(spec(.hotset, pages: 1000, hotPages: 100), operations: 400_000)
        let hot = counts[..<100].reduce(0, +)
        // 0.9 by choice, and a tenth of the rest by chance; the deviation is 182.
        #expect(abs(Double(hot) - 400_000 * 0.91) < 1100)
        let inside = chiSquare(
            Array(counts[..<100]), [Double](repeating: Double(hot) / 100, count: 100))
        let outside = chiSquare(
            Array(counts[100...]),
            [Double](repeating: Double(400_000 - hot) / 900, count: 900))
        #expect((40...180).contains(inside))
        #expect((650...1200).contains(outside))
    }

    @Test func theHotSetIsAtMostAllMemory() throws {
        let counts = try counts(spec(.hotset, pages: 10, hotPages: 1000), operations: 10_000)
        #expect(counts.allSatisfy { $0 > 0 })
    }

    /// Page k of a shuffled order in proportion to 1/k.
    @Test(arguments: [1, 2, 1000, 1024, 1025])
    func zipfFollowsTheHarmonicLaw(_ pages: Int) throws {
        let operations = 1_000_000
        let counts = try counts(spec(.zipf, pages: pages), operations: operations)
        let harmonic = (1...pages).reduce(0.0) { $0 + 1 / Double($1) }
        // Rank r stands at r times a prime, modulo the number of pages.
        let byRank = (0..<pages).map { counts[$0 * 2_147_483_647 % pages] }
        let expected = (1...pages).map { Double(operations) / harmonic / Double($0) }
        #expect(byRank.reduce(0, +) == operations)
        let freedom = Double(pages - 1)
        #expect(chiSquare(byRank, expected) < freedom + 7 * (2 * freedom).squareRoot() + 10)
    }

    @Test(arguments: [1, 2, 3, 7])
    func sequentialVisitsAllPagesOnce(_ vcpus: Int) throws {
        let spec = try spec(.sequential, pages: 1000, vcpus: vcpus)
        let patterns = try (0..<vcpus).map { try #require(PagePattern(spec, vcpu: $0)) }
        var order: [Int] = []
        for index in 0..<1000 {
            order.append(patterns[index % vcpus].page(UInt64(index / vcpus)))
        }
        #expect(order == Array(0..<1000))
        // And begins anew.
        #expect(patterns[1000 % vcpus].page(UInt64(1000 / vcpus)) == 0)
    }

    @Test(arguments: WorkloadKind.allCases)
    func everyPageIsInTheGuest(_ kind: WorkloadKind) throws {
        guard kind != .idle else { return }
        for pages in [1, 2, 63, 64, 65, 4096] {
            let pattern = try #require(
                PagePattern(
                    spec(kind, pages: pages, vcpus: 2, seed: 9, hotPages: 3), vcpu: 1))
            for index in 0..<UInt64(5000) {
                #expect((0..<pages).contains(pattern.page(index)))
            }
            // Late in a long run, too.
            #expect((0..<pages).contains(pattern.page(.max - 1)))
        }
    }
}
