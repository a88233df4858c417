public import Guest

extension Trace {
    /// A small trace with all that traces have: runs, single pages, pages that come again, a burst, and
    /// intervals without anything; 5000 pages are there, 20 MB.
    public static func sample() throws -> Trace {
        func run(_ first: UInt32, _ count: UInt32) -> PageRun {
            PageRun(first: first, count: count)
        }
        return try Trace(
            origin: "made for tests", pageCount: 5000, intervalNanoseconds: 5_000_000,
            intervals: [
                [run(0, 3), run(100, 1)], [], [run(1, 1), run(60, 70), run(4000, 300)],
                [run(4999, 1)], [], [], [run(0, 3), run(200, 40)],
            ])
    }
}

extension WorkloadKind {
    /// The trace that tests of every workload play with this one; nil for all but one.
    public func sampleTrace() throws -> Trace? { self == .replay ? try .sample() : nil }
}
