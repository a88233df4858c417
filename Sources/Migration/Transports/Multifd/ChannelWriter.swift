internal import Guest

/// How a channel puts a packet on its stream: by copying, or with zero-copy sends.
///
/// One thread calls it.
protocol ChannelWriter: AnyObject {
    /// Whether content goes ahead of the packet that names it: see ``ByteStream/writesAhead``.
    var writesAhead: Bool { get }
    /// Sends `header` and the content of `runs`.
    func write(
        header: [UInt8], runs: [PageRun], of memory: GuestMemory
    ) throws(TransportError)
    /// Returns when guest memory is not read any more for what was written.
    func flush() throws(TransportError)
    /// Zero-copy sends and how many of them the kernel copied; nil where there are none.
    var zeroCopy: (sends: UInt64, fallbacks: UInt64)? { get }
}

/// Sends header and content as the stream does: copied when it returns.
final class CopyingWriter: ChannelWriter {
    private let stream: any ByteStream

    init(_ stream: any ByteStream) { self.stream = stream }

    var writesAhead: Bool { stream.writesAhead }

    let zeroCopy: (sends: UInt64, fallbacks: UInt64)? = nil

    func write(
        header: [UInt8], runs: [PageRun], of memory: GuestMemory
    ) throws(TransportError) {
        try stream.send(header, contentOf: runs, in: memory)
    }

    /// Copied bytes are the stream's.
    func flush() throws(TransportError) {}
}
