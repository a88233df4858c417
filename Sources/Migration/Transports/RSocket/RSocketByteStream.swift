internal import Guest
internal import Platform
internal import Verbs

/// An rsocket as transports see it.
///
/// The library copies what is sent through a buffer of its own, and what is received too, unless
/// the content of pages is written ahead: then it goes from the sender's buffer straight into
/// guest memory, which the destination has opened.
///
/// Unchecked Sendable: of the two lists of ranges one belongs to the thread that sends, the other
/// to the one that receives; regions belong to the thread that closes. Cleanup: `close()`.
final class RSocketByteStream: ByteStream, @unchecked Sendable {
    let writesAhead: Bool
    let tcp: TCPFigures? = nil
    var localAddress: SocketAddress? { socket.localAddress }

    private let socket: RSocketStream
    private let patience: StreamSocket.Patience
    private var outgoing = IOVector(capacity: StreamFrame.maximumRuns + 1)
    private var incoming = IOVector(capacity: StreamFrame.maximumRuns)
    private var regions: OpenedRegions?

    init(_ socket: RSocketStream, patience: StreamSocket.Patience, writesAhead: Bool) {
        self.socket = socket
        self.patience = patience
        self.writesAhead = writesAhead
    }

    /// Notices within seconds when the peer is gone, also where nothing is to be sent.
    func watchPeer() throws(TransportError) {
        try verbs { () throws(VerbsError) in try socket.keepAlive(everySeconds: 1) }
    }

    private var sendDeadline: Deadline { .after(seconds: patience.sendSeconds) }
    private var receiveDeadline: Deadline { .after(seconds: patience.receiveSeconds) }

    // MARK: Bytes

    func send(_ bytes: [UInt8]) throws(TransportError) {
        try verbs { () throws(VerbsError) in try socket.send(bytes, until: sendDeadline) }
    }

    func send(
        _ header: [UInt8], contentOf runs: [PageRun], in memory: GuestMemory
    ) throws(TransportError) {
        do {
            if writesAhead {
                try write(runs, of: memory)
                try socket.send(header, until: sendDeadline)
            } else {
                try gather(header, runs, memory)
            }
        } catch { throw TransportError(error) }
    }

    private func gather(
        _ header: [UInt8], _ runs: [PageRun], _ memory: GuestMemory
    ) throws(VerbsError) {
        try unsafe header.withUnsafeBufferPointer { buffer throws(VerbsError) in
            outgoing.removeAll()
            // The header is never empty; it is only read.
            unsafe outgoing.append(
                UnsafeMutableRawPointer(mutating: buffer.baseAddress!), byteCount: buffer.count)
            outgoing.append(runs, of: memory)
            try socket.send(&outgoing, until: sendDeadline)
        }
    }

    func receive(count: Int) throws(TransportError) -> [UInt8] {
        try receive(count: count, until: receiveDeadline)
    }

    func receive(count: Int, until deadline: Deadline) throws(TransportError) -> [UInt8] {
        try verbs { () throws(VerbsError) in try socket.receive(count: count, until: deadline) }
    }

    func receiveNow(upTo limit: Int) throws(TransportError) -> [UInt8] {
        try verbs { () throws(VerbsError) in try socket.receiveNow(upTo: limit) }
    }

    func receiveContent(of runs: [PageRun], into memory: GuestMemory) throws(TransportError) {
        incoming.removeAll()
        incoming.append(runs, of: memory)
        do { try socket.receive(&incoming, until: receiveDeadline) } catch {
            throw TransportError(error)
        }
    }

    func shutDown() { socket.shutDown() }

    func close() {
        closeRegions()
        socket.close()
    }

    func drop() {
        closeRegions()
        socket.drop()
    }

    // MARK: Regions

    /// Opens guest memory to the source, and tells it so; `total` bytes are opened on all streams.
    ///
    /// Regions are named by their place in guest memory: there is nothing more to be told.
    func open(_ memory: GuestMemory, total: Int) throws(TransportError) {
        var opened = OpenedRegions(memory)
        defer { regions = opened }
        try verbs { () throws(VerbsError) in
            while let region = opened.next {
                unsafe try socket.openRegion(
                    memory.address(ofPage: region.lowerBound / GuestSpec.pageBytes),
                    byteCount: region.count, at: region.lowerBound, total: total)
                opened.end = region.upperBound
            }
        }
        var word: [UInt8] = []
        word.append(bigEndian: UInt64(opened.end))
        try send(word)
    }

    /// Waits until the destination has opened its memory, which is as large as `memory`.
    func waitUntilOpen(_ memory: GuestMemory) throws(TransportError) {
        let size = OpenedRegions(memory).size
        let pinning = Double(size) / OpenedRegions.slowestPinning
        var reader = WireReader(
            try receive(count: 8, until: .after(seconds: patience.receiveSeconds + pinning)))
        let opened = try reader.number(UInt64.self)
        guard opened == UInt64(size) else {
            throw .malformed("\(opened) bytes of memory were opened for a guest of \(size)")
        }
    }

    private func write(_ runs: [PageRun], of memory: GuestMemory) throws(VerbsError) {
        let deadline = sendDeadline
        for run in runs {
            for piece in OpenedRegions.pieces(of: run) {
                unsafe try socket.write(
                    memory.address(ofPage: piece.lowerBound / GuestSpec.pageBytes),
                    byteCount: piece.count, at: piece.lowerBound, until: deadline)
            }
        }
    }

    private func closeRegions() {
        guard let opened = regions else { return }
        regions = nil
        do {
            for region in opened.regions {
                unsafe try socket.closeRegion(
                    opened.memory.address(ofPage: region.lowerBound / GuestSpec.pageBytes),
                    byteCount: region.count)
            }
        } catch {
            // The device would go on writing there: better no process.
            fatalError("guest memory cannot be taken back from its device: \(error)")
        }
    }
}
