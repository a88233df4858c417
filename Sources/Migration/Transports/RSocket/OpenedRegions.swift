internal import Guest

/// The parts of guest memory that an rsocket's peer may write to, as places in guest memory.
///
/// rsockets know regions of less than 4 GiB, so that memory is opened in several.
struct OpenedRegions {
    /// The size of a region but the last; a power of two, so that every kind of page fits.
    static let regionBytes = 1 << 30
    /// The most regions of a connection: a guest of 1 TiB; the peer keeps 24 bytes for each.
    static let maximumRegions = 1024
    /// Bytes a second in which memory is registered where it is slow.
    static let slowestPinning = 0x1p28

    /// The memory; it must not go before its regions are closed.
    let memory: GuestMemory
    /// What is open so far: from 0 up to here.
    var end = 0

    init(_ memory: GuestMemory) { self.memory = memory }

    /// What there is to open.
    var size: Int { memory.pageCount * GuestSpec.pageBytes }

    /// The next region to be opened; nil when all are.
    var next: Range<Int>? { end < size ? end..<min(size, end + Self.regionBytes) : nil }

    /// The regions that are open.
    var regions: [Range<Int>] {
        stride(from: 0, to: end, by: Self.regionBytes).map { $0..<min(end, $0 + Self.regionBytes) }
    }

    /// The parts of a run of pages that lie in one region each.
    static func pieces(of run: PageRun) -> [Range<Int>] {
        var begin = Int(run.first) * GuestSpec.pageBytes
        let end = begin + Int(run.count) * GuestSpec.pageBytes
        // Nearly always it is one.
        var pieces: [Range<Int>] = []
        while begin < end {
            let border = min(end, (begin / regionBytes + 1) * regionBytes)
            pieces.append(begin..<border)
            begin = border
        }
        return pieces
    }
}
