internal import Platform

/// The data connections of one migration, all of them proven.
///
/// Number 0 is the main stream; the others are channels. Each stream is owned by the transport
/// that is made from it.
struct DataConnections<Stream: ByteStream>: Sendable {
    /// The streams, by number.
    let streams: [Stream]

    /// The main stream.
    var main: Stream { streams[0] }
    /// The channels, of which there may be none.
    var channels: [Stream] { [_](streams.dropFirst()) }

    init(_ streams: [Stream]) { self.streams = streams }

    /// Opens `count` streams as the source and proves each to the other side.
    /// - Throws: ``TransportError`` when the destination cannot be reached or is not ours.
    init(
        count: Int, to address: SocketAddress, ticket: DataPlaneTicket, until deadline: Deadline,
        open: () throws(TransportError) -> Stream
    ) throws(TransportError) {
        let handshake = Handshake(ticket: ticket)
        var streams: [Stream] = []
        do throws(TransportError) {
            for channel in 0..<count {
                let stream = try open()
                streams.append(stream)
                try stream.send(handshake.hello(channel: channel))
                let reply = try stream.receive(count: Handshake.replyBytes, until: deadline)
                guard handshake.accepts(reply: reply, channel: channel) else {
                    throw .refused("\(address) does not know this migration")
                }
            }
        } catch {
            for stream in streams { stream.drop() }
            throw error
        }
        self.streams = streams
    }
}
