/// What a trace's intervals hold: for each the number of its runs, and for each run how far its first
/// page is behind the end of the run before, and its pages less one; all as ``Varint``.
///
/// In an interval runs rise and do not touch, so there is one way to write each trace.
struct TraceBody: Sendable {
    /// The page of each operation.
    let pages: [UInt32]
    /// The operations before each interval, and at the end all of them.
    let operationsBefore: [Int]

    /// Reads a body that was unpacked; the head's limits have been checked.
    /// - Throws: ``TraceError`` where it is not what the head says.
    init(decoding bytes: [UInt8], _ header: TraceHeader) throws(TraceError) {
        var reader = Varint.Reader(bytes)
        var pages: [UInt32] = []
        pages.reserveCapacity(header.operationCount)
        var before = [0]
        before.reserveCapacity(header.intervalCount + 1)
        for interval in 0..<header.intervalCount {
            var end = 0
            for run in 0..<(try reader.next()) {
                let gap = try reader.next()
                let count = try reader.next() + 1
                guard run == 0 || gap > 0 else {
                    throw TraceError("damaged: runs of interval \(interval) touch")
                }
                let first = end + gap
                end = first + count
                guard end <= header.pageCount, count <= header.operationCount - pages.count else {
                    throw TraceError("damaged: interval \(interval) is beyond its limits")
                }
                pages += UInt32(first)..<UInt32(end)
            }
            before.append(pages.count)
        }
        guard reader.isAtEnd, pages.count == header.operationCount else {
            throw TraceError("damaged: it does not hold what its head says")
        }
        self.pages = pages
        operationsBefore = before
    }

    /// The runs of each interval.
    var intervals: [[PageRun]] {
        (1..<operationsBefore.count).map { number in
            var runs: [PageRun] = []
            for page in pages[operationsBefore[number - 1]..<operationsBefore[number]] {
                if let last = runs.last, last.first + last.count == page {
                    runs[runs.count - 1].count += 1
                } else {
                    runs.append(PageRun(first: page, count: 1))
                }
            }
            return runs
        }
    }

    /// Writes intervals.
    static func encode(_ intervals: [[PageRun]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for runs in intervals {
            Varint.append(UInt32(runs.count), to: &bytes)
            var end: UInt32 = 0
            for run in runs {
                precondition(run.first >= end && run.count > 0, "runs rise")
                Varint.append(run.first - end, to: &bytes)
                Varint.append(run.count - 1, to: &bytes)
                end = run.first + run.count
            }
        }
        return bytes
    }
}
