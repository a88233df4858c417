internal import Guest
internal import Platform

/// How a channel puts a packet on its socket: by copying, or with zero-copy sends.
///
/// One thread calls it.
protocol ChannelWriter: AnyObject {
    /// Sends `header` and then the content of `runs`.
    func write(
        header: inout [UInt8], runs: [PageRun], of memory: GuestMemory
    ) throws(TransportError)
    /// Returns when guest memory is not read any more for what was written.
    func flush() throws(TransportError)
    /// Zero-copy sends and how many of them the kernel copied; nil where there are none.
    var zeroCopy: (sends: UInt64, fallbacks: UInt64)? { get }
}

/// Sends header and content with one gathering sendmsg.
final class CopyingWriter: ChannelWriter {
    private let socket: StreamSocket
    private var vector = IOVector(capacity: MultifdPacket.maximumPages + 1)

    init(_ socket: StreamSocket) { self.socket = socket }

    let zeroCopy: (sends: UInt64, fallbacks: UInt64)? = nil

    func write(
        header: inout [UInt8], runs: [PageRun], of memory: GuestMemory
    ) throws(TransportError) {
        do {
            try unsafe header.withUnsafeMutableBufferPointer { buffer throws(StreamError) in
                vector.removeAll()
                // The header is never empty; it is only read.
                unsafe vector.append(
                    UnsafeMutableRawPointer(buffer.baseAddress!), byteCount: buffer.count)
                vector.append(runs, of: memory)
                try socket.send(&vector)
            }
        } catch { throw TransportError(error) }
    }

    /// Copied bytes are the kernel's.
    func flush() throws(TransportError) {}
}
