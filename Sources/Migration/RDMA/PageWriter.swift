internal import Guest
internal import Verbs

/// Turns runs of pages into RDMA WRITEs: adjacent pages within a chunk become one.
///
/// One thread calls it.
final class PageWriter {
    /// What was written; WRITEs count when they are over.
    var counters: TransportCounters {
        var counters = TransportCounters()
        counters.bytes = link.sends.doneBytes
        counters.queuedBytes = UInt64(link.sends.queuedBytes) + pendingBytes
        counters.normalPages = pages
        counters.idleQueue = link.sends.idleWrites
        return counters
    }

    private var pages: UInt64 = 0
    private let link: RDMALink
    private let table: RegionTable
    private let chunkPages: UInt32
    private let longestPages: UInt32
    private var pending: PageRun?
    private var fault: TransportFault?

    init(
        _ link: RDMALink, table: RegionTable, options: RDMAOptions, pageCount: Int,
        fault: TransportFault?
    ) {
        self.link = link
        self.table = table
        self.fault = fault
        chunkPages = UInt32(options.chunkBytes / GuestSpec.pageBytes)
        longestPages = UInt32(link.shape.writeBytes / GuestSpec.pageBytes)
        link.sends.prepare(chunkCount: pageCount / Int(chunkPages) + 1)
    }

    private var pendingBytes: UInt64 { UInt64(pending?.count ?? 0) * UInt64(GuestSpec.pageBytes) }

    /// Writes the pages of `runs`; the last of them is kept, because more may be adjacent.
    func write(_ runs: [PageRun]) throws(TransportError) {
        if runs.isEmpty { return }
        try link.sends.poll()
        for run in runs { try add(run) }
    }

    private func add(_ run: PageRun) throws(TransportError) {
        for piece in run.pieces(ofPages: Int(min(chunkPages, longestPages))) {
            if let before = pending, before.first + before.count == piece.first,
                before.first / chunkPages == piece.first / chunkPages,
                before.count + piece.count <= longestPages
            {
                pending = PageRun(first: before.first, count: before.count + piece.count)
            } else {
                try flush(isLast: false)
                pending = piece
            }
        }
    }

    /// Posts what was kept, and waits until all is written.
    func endRound() throws(TransportError) {
        if fault == .missingFlush, pending != nil {
            fault = nil
            pending = nil
        }
        try flush(isLast: true)
        try link.sends.drain()
    }

    private func flush(isLast: Bool) throws(TransportError) {
        guard let run = pending else { return }
        pending = nil
        let first = Int(run.first)
        let count = Int(run.count)
        var (segment, target) = table.ends(first: first, count: count)
        pages += UInt64(count)
        if let made = fault, made != .missingFlush {
            fault = nil
            if made == .lostWrite { return }
            (segment, target) = table.wrongEnds(first: first, count: count)
        }
        // What is forgotten must not have been the one that tells of the others.
        let mustSignal = isLast || fault == .missingFlush
        try link.sends.write(
            segment, chunk: Int(run.first / chunkPages), to: target, isLast: mustSignal)
    }
}
