import Platform
import TestSupport
import Testing

@testable import Migration

/// Who gets in at the data port.
@Suite(.serialized) struct DataPlaneTests {
    /// A listener that is accepting on a thread of its own.
    private struct Accepting {
        let ticket = DataPlaneTicket()
        let listener: DataPlaneListener
        private let result = Box<Swift.Result<DataConnections<TCPByteStream>, TransportError>>()
        private let thread: NativeThread

        init(count: Int, seconds: Double = 20) throws {
            let listener = try DataPlaneListener(
                on: SocketAddress(host: "127.0.0.1", port: 0), ticket: ticket)
            self.listener = listener
            let result = result
            thread = try NativeThread(name: "accept") {
                result.set(
                    Swift.Result { () throws(TransportError) in
                        try listener.accept(
                            count: count, patience: .init(), until: .after(seconds: seconds))
                    })
            }
        }

        func stranger() throws -> StreamSocket {
            let socket = try StreamSocket(
                connectingTo: listener.address, until: .after(seconds: 10))
            try socket.configure(.init())
            return socket
        }

        func source(count: Int) throws -> DataConnections<TCPByteStream> {
            try DataConnections.connect(
                to: listener.address, ticket: ticket, count: count, patience: .init())
        }

        func connections() throws -> DataConnections<TCPByteStream> {
            try thread.join(until: .after(seconds: 30))
            return try #require(result.value).get()
        }

        /// The right source gets in now, and the two ends are connected in order.
        func expectRightSource(count: Int) throws {
            let near = try source(count: count)
            let far = try connections()
            #expect(far.streams.count == count)
            for (index, (left, right)) in zip(near.streams, far.streams).enumerated() {
                try left.send([UInt8(index)])
                #expect(try right.receive(count: 1) == [UInt8(index)])
            }
            listener.close()
        }
    }

    private func expectClosed(
        _ socket: StreamSocket, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            let bytes = try socket.receive(count: 1, until: .after(seconds: 15))
            Issue.record("got \(bytes)", sourceLocation: sourceLocation)
        } catch {
            guard case .closed = error else {
                Issue.record("\(error)", sourceLocation: sourceLocation)
                return
            }
        }
    }

    @Test func connectionsComeInOrder() throws {
        try Accepting(count: 5).expectRightSource(count: 5)
    }

    @Test func garbageIsClosedAtOnce() throws {
        let accepting = try Accepting(count: 2)
        var random = SeededRandom(seed: 8)
        for text in ["GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: somebody with a long name\r\n\r\n"] {
            let socket = try accepting.stranger()
            try socket.send(Array(text.utf8))
            expectClosed(socket)
        }
        for _ in 0..<20 {
            let socket = try accepting.stranger()
            try socket.send(random.bytes(Handshake.helloBytes))
            expectClosed(socket)
        }
        try accepting.expectRightSource(count: 2)
    }

    /// One closed connection for each field of a hello.
    @Test(arguments: ["magic", "version", "channel", "run", "proof"])
    func aHelloOfAnotherMigrationIsRefused(_ field: String) throws {
        let accepting = try Accepting(count: 2)
        let offsets = ["magic": 0, "version": 5, "channel": 7, "run": 8, "proof": 24]
        var hello = Handshake(ticket: accepting.ticket).hello(channel: 0)
        hello[try #require(offsets[field])] ^= 1
        let socket = try accepting.stranger()
        try socket.send(hello)
        expectClosed(socket)
        try accepting.expectRightSource(count: 2)
    }

    @Test func aWrongTokenIsRefused() throws {
        let accepting = try Accepting(count: 1)
        let error = #expect(throws: TransportError.self) {
            _ = try DataConnections.connect(
                to: accepting.listener.address, ticket: DataPlaneTicket(), count: 1,
                patience: .init())
        }
        guard case .closed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try accepting.expectRightSource(count: 1)
    }

    @Test func aProofIsGoodForOneChannel() throws {
        let accepting = try Accepting(count: 2)
        let handshake = Handshake(ticket: accepting.ticket)
        // The head says 1, the proof is that of 0.
        let head = handshake.hello(channel: 1).dropLast(SecretKey.proofBytes)
        let proof = handshake.hello(channel: 0).suffix(SecretKey.proofBytes)
        let socket = try accepting.stranger()
        try socket.send([UInt8](head + proof))
        expectClosed(socket)
        // A channel that nobody expects, properly proven.
        let beyond = try accepting.stranger()
        try beyond.send(handshake.hello(channel: 2))
        expectClosed(beyond)
        // The destination's proof is no good for a source.
        let echo = try accepting.stranger()
        try echo.send([UInt8](head) + handshake.reply(channel: 1))
        expectClosed(echo)
        try accepting.expectRightSource(count: 2)
    }

    @Test func aChannelIsTakenOnce() throws {
        let accepting = try Accepting(count: 2)
        let handshake = Handshake(ticket: accepting.ticket)
        let first = try accepting.stranger()
        try first.send(handshake.hello(channel: 0))
        let reply = try first.receive(
            count: Handshake.replyBytes, until: .after(seconds: 10))
        #expect(handshake.accepts(reply: reply, channel: 0))
        #expect(!handshake.accepts(reply: reply, channel: 1))
        // Somebody who has seen the bytes sends them again.
        let replay = try accepting.stranger()
        try replay.send(handshake.hello(channel: 0))
        expectClosed(replay)
        let second = try accepting.stranger()
        try second.send(handshake.hello(channel: 1))
        _ = try second.receive(count: Handshake.replyBytes, until: .after(seconds: 10))
        #expect(try accepting.connections().streams.count == 2)
    }

    /// What was right in an earlier migration, byte for byte.
    @Test func aHelloOfAnEarlierMigrationIsRefused() throws {
        let earlier = try Accepting(count: 1)
        let hello = Handshake(ticket: earlier.ticket).hello(channel: 0)
        try earlier.expectRightSource(count: 1)
        let accepting = try Accepting(count: 1)
        let replay = try accepting.stranger()
        try replay.send(hello)
        expectClosed(replay)
        try accepting.expectRightSource(count: 1)
    }

    @Test func silentAndDrippingPeersDelayNobody() throws {
        let accepting = try Accepting(count: 3)
        let silent = try (0..<20).map { _ in try accepting.stranger() }
        let slow = try accepting.stranger()
        let hello = Handshake(ticket: accepting.ticket).hello(channel: 0)
        for byte in hello.prefix(10) { try slow.send([byte]) }
        try accepting.expectRightSource(count: 3)
        for socket in silent { expectClosed(socket) }
        expectClosed(slow)
    }

    /// Not even with the right hello: all of it must come within five seconds.
    @Test func aSlowDripIsGivenUp() throws {
        let accepting = try Accepting(count: 1, seconds: 30)
        let slow = try accepting.stranger()
        let hello = Handshake(ticket: accepting.ticket).hello(channel: 0)
        let start = MonotonicTime.now
        var isClosed = false
        for byte in hello.dropLast() where !isClosed {
            do {
                try slow.send([byte])
                isClosed = try slow.waitUntilReadable(until: .after(seconds: 0.2))
            } catch { isClosed = true }
        }
        #expect(isClosed)
        #expect(MonotonicTime.now.seconds(since: start) > 4)
        try accepting.expectRightSource(count: 1)
    }

    @Test func manyStrangersCannotKeepTheSourceOut() throws {
        let accepting = try Accepting(count: 4)
        var strangers: [StreamSocket] = []
        for _ in 0..<300 { strangers.append(try accepting.stranger()) }
        try accepting.expectRightSource(count: 4)
        for socket in strangers { expectClosed(socket) }
    }

    @Test func strangersThatGoAwayAreForgotten() throws {
        let accepting = try Accepting(count: 1)
        for index in 0..<100 {
            let socket = try accepting.stranger()
            if index % 2 == 0 { try socket.send([1, 2, 3]) }
            socket.close()
        }
        try accepting.expectRightSource(count: 1)
    }

    @Test func afterwardsNobodyListens() throws {
        let accepting = try Accepting(count: 1)
        let address = accepting.listener.address
        try accepting.expectRightSource(count: 1)
        let error = #expect(throws: SystemError.self) {
            _ = try StreamSocket(connectingTo: address, until: .after(seconds: 10))
        }
        #expect(error?.description.contains("refused") == true)
    }

    @Test func nobodyComingEndsAtTheDeadline() throws {
        let accepting = try Accepting(count: 1, seconds: 0.1)
        let error = #expect(throws: TransportError.self) { try accepting.connections() }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func abortingEndsTheWait() throws {
        let accepting = try Accepting(count: 1, seconds: 60)
        accepting.listener.abort()
        let error = #expect(throws: TransportError.self) { try accepting.connections() }
        guard case .cancelled = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// The source asks for a proof, too.
    @Test func aDestinationWithoutTheTokenIsRefused() throws {
        let listener = try StreamListener(on: SocketAddress(host: "127.0.0.1", port: 0))
        let thread = try NativeThread(name: "impostor") {
            do {
                let socket = try listener.accept(until: .after(seconds: 10))
                let hello = try socket?.receive(count: Handshake.helloBytes)
                // Its own proof sent back.
                try socket?.send([UInt8]((hello ?? []).suffix(Handshake.replyBytes)))
                _ = try socket?.receive(count: 1)
            } catch {}
        }
        let error = #expect(throws: TransportError.self) {
            _ = try DataConnections.connect(
                to: listener.address, ticket: DataPlaneTicket(), count: 1, patience: .init())
        }
        guard case .refused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try thread.join(until: .after(seconds: 15))
    }
}
