internal import Guest

/// Registers chunks as they are first written, some batches ahead of the WRITEs: while the pages of
/// one batch are on their way, both ends register the chunks of the next ones.
///
/// One thread calls it.
final class ChunkRegistrar {
    /// Bytes of pages that wait for their chunks.
    var queuedBytes: Int {
        waiting.reduce(0) { $0 + $1.runs.pageTotal * GuestSpec.pageBytes }
    }

    private let table: RegionTable
    private let memory: GuestMemory
    private let control: SourceControl
    /// In their order.
    private var waiting: [Batch] = []

    /// How many batches wait for their chunks.
    ///
    /// A request travels behind the pages before it: with one
    /// batch ahead, a destination that answers late lets the queue run dry.
    private static let batchesAhead = 3

    /// Pages to write, and the chunks that the destination was asked to register for them.
    private struct Batch {
        var runs: [PageRun]
        var chunks: [Int]
    }

    init(_ table: RegionTable, memory: GuestMemory, control: SourceControl) {
        self.table = table
        self.memory = memory
        self.control = control
    }

    /// Takes the next pages and gives earlier ones, which can be written now; none to begin with.
    ///
    /// Pages of a chunk that is not registered are not written where all are zero: they are told
    /// of (QEMU's COMPRESS), and the chunk stays as it is.
    func exchange(_ runs: [PageRun]) throws(TransportError) -> [PageRun] {
        var next = Batch(runs: [], chunks: [])
        var zero: [PageRun] = []
        for run in runs { sort(run, &next, &zero) }
        try control.sendZero(zero)
        if !next.chunks.isEmpty {
            // The destination registers while this end does.
            try control.askToRegister(next.chunks)
            for chunk in next.chunks { try table.register(chunk) }
        }
        waiting.append(next)
        return waiting.count > Self.batchesAhead ? try take() ?? [] : []
    }

    /// The pages that have waited longest, when no more will come; nil when none are left.
    func take() throws(TransportError) -> [PageRun]? {
        guard !waiting.isEmpty else { return nil }
        let batch = waiting.removeFirst()
        if !batch.chunks.isEmpty { try control.takeRegions(of: batch.chunks, into: table) }
        return batch.runs
    }

    private func sort(_ run: PageRun, _ next: inout Batch, _ zero: inout [PageRun]) {
        for piece in run.pieces(ofPages: table.unitPages) {
            let chunk = Int(piece.first) / table.unitPages
            let isAskedFor = next.chunks.last == chunk || table.isRegistered(chunk)
            if isAskedFor {
                next.runs.append(piece)
            } else if isZero(piece) {
                zero.append(piece)
            } else {
                next.chunks.append(chunk)
                next.runs.append(piece)
            }
        }
    }

    private func isZero(_ run: PageRun) -> Bool {
        for page in run.first..<(run.first + run.count) {
            if unsafe !ZeroPage.isZero(memory.address(ofPage: Int(page))) { return false }
        }
        return true
    }
}

extension PageRun {
    /// The run cut where units of `unitPages` pages begin.
    func pieces(ofPages unitPages: Int) -> [PageRun] {
        let unit = UInt32(unitPages)
        let end = first + count
        var pieces: [PageRun] = []
        var start = first
        while start < end {
            let unitEnd = UInt64(start / unit + 1) * UInt64(unit)
            let stop = UInt32(min(UInt64(end), unitEnd))
            pieces.append(PageRun(first: start, count: stop - start))
            start = stop
        }
        return pieces
    }
}
