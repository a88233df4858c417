internal import Guest
internal import Platform

/// A TCP connection as transports see it: gathering sends from guest memory, scattering receives
/// into it.
///
/// Unchecked Sendable: of the two lists of ranges one belongs to the thread that sends, the other
/// to the one that receives. Cleanup: `close()`, or deinit.
final class TCPByteStream: ByteStream, @unchecked Sendable {
    let socket: StreamSocket
    private var outgoing = IOVector()
    private var incoming = IOVector()

    init(_ socket: StreamSocket) { self.socket = socket }

    let writesAhead = false

    func send(_ bytes: [UInt8]) throws(TransportError) {
        try transport { () throws(StreamError) in try socket.send(bytes) }
    }

    /// One sendmsg for all, where the kernel takes it.
    func send(
        _ header: [UInt8], contentOf runs: [PageRun], in memory: GuestMemory
    ) throws(TransportError) {
        do {
            try unsafe header.withUnsafeBufferPointer { buffer throws(StreamError) in
                outgoing.removeAll()
                // The header is never empty; it is only read.
                unsafe outgoing.append(
                    UnsafeMutableRawPointer(mutating: buffer.baseAddress!), byteCount: buffer.count)
                outgoing.append(runs, of: memory)
                try socket.send(&outgoing)
            }
        } catch { throw TransportError(error) }
    }

    func receive(count: Int) throws(TransportError) -> [UInt8] {
        try transport { () throws(StreamError) in try socket.receive(count: count) }
    }

    func receive(count: Int, until deadline: Deadline) throws(TransportError) -> [UInt8] {
        try transport { () throws(StreamError) in
            try socket.receive(count: count, until: deadline)
        }
    }

    func receiveNow(upTo limit: Int) throws(TransportError) -> [UInt8] {
        try transport { () throws(StreamError) in try socket.receiveNow(upTo: limit) }
    }

    func receiveContent(of runs: [PageRun], into memory: GuestMemory) throws(TransportError) {
        incoming.removeAll()
        incoming.append(runs, of: memory)
        do { try socket.receive(&incoming) } catch { throw TransportError(error) }
    }

    var localAddress: SocketAddress? { socket.localAddress }

    var tcp: TCPFigures? { socket.figures }

    func shutDown() { socket.shutDown() }

    func close() { socket.close() }

    func drop() { socket.close() }
}
