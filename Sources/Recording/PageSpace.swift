internal import Guest
internal import Platform

/// All pages that a process could write while it was recorded, numbered by address without what lies
/// between its mappings.
struct PageSpace {
    /// Page numbers of addresses, in rising order and not touching.
    private var ranges: [Range<UInt64>] = []

    /// Adds pages, which may be there already.
    mutating func insert(_ pages: [Range<UInt64>]) {
        guard !pages.allSatisfy(contains) else { return }
        ranges = Self.union(ranges + pages)
    }

    private func contains(_ pages: Range<UInt64>) -> Bool {
        let index = ranges.partitioningIndex { $0.upperBound > pages.lowerBound }
        return index < ranges.count && ranges[index].lowerBound <= pages.lowerBound
            && pages.upperBound <= ranges[index].upperBound
    }

    /// The number of pages.
    var count: UInt64 { ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }

    /// The runs of a trace for the pages of each interval; all have been inserted.
    func runs(_ intervals: [[Range<UInt64>]]) -> [[PageRun]] {
        var before: [UInt64] = []
        var total: UInt64 = 0
        for range in ranges {
            before.append(total)
            total += range.upperBound - range.lowerBound
        }
        return intervals.map { pages in
            pages.map { run in
                let index = ranges.partitioningIndex { $0.upperBound > run.lowerBound }
                let first = before[index] + run.lowerBound - ranges[index].lowerBound
                return PageRun(
                    first: UInt32(first), count: UInt32(run.upperBound - run.lowerBound))
            }.merged()
        }
    }

    /// The same pages in rising order, with none twice and no two ranges that touch.
    static func union(_ pages: [Range<UInt64>]) -> [Range<UInt64>] {
        var result: [Range<UInt64>] = []
        for range in pages.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                let end = max(last.upperBound, range.upperBound)
                result[result.count - 1] = last.lowerBound..<end
            } else {
                result.append(range)
            }
        }
        return result
    }
}

extension [PageRun] {
    /// Runs of mappings that lay apart may be neighbours in the trace.
    fileprivate func merged() -> [PageRun] {
        var result: [PageRun] = []
        for run in self {
            if let last = result.last, last.first + last.count == run.first {
                result[result.count - 1].count += run.count
            } else {
                result.append(run)
            }
        }
        return result
    }
}

extension Array {
    /// The first index whose element is one of the latter, in an array that has those behind all others.
    fileprivate func partitioningIndex(_ isLatter: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isLatter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
