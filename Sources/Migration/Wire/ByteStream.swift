internal import Guest
internal import Platform

/// A connected stream of bytes that frames and packets travel on: TCP, or an rsocket.
///
/// It is called once a frame, packet or piece of one, never once a page.
///
/// Thread safety: one thread may send while another receives; `shutDown()` from any thread ends
/// both. Cleanup: `close()`.
protocol ByteStream: AnyObject, Sendable {
    /// Whether the content of pages goes ahead of the bytes that name them, straight into memory
    /// that the peer has opened.
    ///
    /// Both ends know it.
    var writesAhead: Bool { get }

    /// Sends `bytes`.
    func send(_ bytes: [UInt8]) throws(TransportError)
    /// Sends `header` and the content of `runs`, which are at most ``StreamFrame/maximumRuns``:
    /// behind it, or ahead of it where the stream writes ahead.
    func send(
        _ header: [UInt8], contentOf runs: [PageRun], in memory: GuestMemory
    ) throws(TransportError)

    /// Receives exactly `count` bytes.
    func receive(count: Int) throws(TransportError) -> [UInt8]
    /// Receives exactly `count` bytes, all of them before `deadline`.
    func receive(count: Int, until deadline: Deadline) throws(TransportError) -> [UInt8]
    /// Receives what is there, up to `limit` bytes, without waiting: nothing when nothing is.
    func receiveNow(upTo limit: Int) throws(TransportError) -> [UInt8]
    /// Receives the content of `runs` straight into guest memory; of a stream that does not write
    /// ahead.
    func receiveContent(of runs: [PageRun], into memory: GuestMemory) throws(TransportError)

    /// This end of the connection; nil where nobody tells.
    var localAddress: SocketAddress? { get }

    /// What the kernel knows of the connection; nil where it is no TCP, and once it is closed.
    var tcp: TCPFigures? { get }

    /// Ends the waits of other threads; the owner still closes it.
    func shutDown()
    /// Closes the connection.
    func close()
    /// Closes the connection of a peer that has proven nothing: nobody waits for it.
    func drop()
}
