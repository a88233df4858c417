import Platform
import Testing

/// Two connected sockets of this process over loopback.
struct SocketPair {
    let near: StreamSocket
    let far: StreamSocket

    /// Both give up after `seconds` without a byte.
    init(seconds: Double = 10) throws {
        let listener = try StreamListener(on: SocketAddress(host: "127.0.0.1", port: 0))
        defer { listener.close() }
        near = try StreamSocket(
            connectingTo: listener.address, until: .after(seconds: 10))
        far = try #require(try listener.accept(until: .after(seconds: 10)))
        let patience = StreamSocket.Patience(sendSeconds: seconds, receiveSeconds: seconds)
        for socket in [near, far] { try socket.configure(patience) }
    }
}

/// Runs `body` on a thread of its own while `meanwhile` runs here, and waits for it.
func together<Result>(
    _ body: @escaping @Sendable () -> Void, _ meanwhile: () throws -> Result
) throws -> Result {
    let thread = try NativeThread(name: "other side", body: body)
    let result = Swift.Result { try meanwhile() }
    try thread.join(until: .after(seconds: 30))
    return try result.get()
}
