import Platform
import Testing

@Suite struct StreamSocketTests {
    private func expectClosed(_ body: () throws(StreamError) -> Void) {
        do throws(StreamError) {
            try body()
            Issue.record("no error")
        } catch {
            guard case .closed = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    private func expectTimeout(_ body: () throws(StreamError) -> Void) {
        do throws(StreamError) {
            try body()
            Issue.record("no error")
        } catch {
            guard case .timedOut = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    /// The kernel takes no more than 127 questions whether a peer lives.
    @Test(arguments: [0.5, 1, 5, 127, 600])
    func anySilenceMayBeAllowed(seconds: Double) throws {
        let pair = try SocketPair()
        try pair.near.configure(StreamSocket.Patience(silentSeconds: seconds))
        try pair.near.send([1])
        #expect(try pair.far.receive(count: 1) == [1])
    }

    @Test func aClosedPeerIsAnErrorAndNotASignal() throws {
        let pair = try SocketPair()
        try pair.far.send([1, 2, 3])
        pair.far.close()
        // What was sent before the end is still there.
        #expect(try pair.near.receive(count: 3) == [1, 2, 3])
        expectClosed { () throws(StreamError) in _ = try pair.near.receive(count: 1) }
        expectClosed { () throws(StreamError) in _ = try pair.near.receiveNow(upTo: 1) }
        expectClosed { () throws(StreamError) in
            // The first bytes may still be taken before the peer's reset is here.
            for _ in 0..<1000 { try pair.near.send([UInt8](repeating: 0, count: 65536)) }
        }
    }

    @Test func anEndInTheMiddleOfAMessageIsAnError() throws {
        let pair = try SocketPair()
        try pair.far.send([1, 2, 3])
        pair.far.close()
        expectClosed { () throws(StreamError) in _ = try pair.near.receive(count: 4) }
    }

    @Test func aSilentPeerEndsAReceive() throws {
        let pair = try SocketPair(seconds: 0.05)
        expectTimeout { () throws(StreamError) in _ = try pair.near.receive(count: 1) }
        try pair.far.send([9])
        #expect(try pair.near.receive(count: 1) == [9])
    }

    @Test func aPeerThatReadsNothingEndsASend() throws {
        let pair = try SocketPair(seconds: 0.05)
        expectTimeout { () throws(StreamError) in
            for _ in 0..<1000 { try pair.near.send([UInt8](repeating: 0, count: 1 << 20)) }
        }
    }

    @Test func nothingThereIsNothingReceived() throws {
        let pair = try SocketPair()
        #expect(try pair.near.receiveNow(upTo: 10) == [])
        try pair.far.send([1, 2, 3])
        #expect(try pair.near.waitUntilReadable(until: .after(seconds: 10)))
        #expect(try pair.near.receiveNow(upTo: 2) == [1, 2])
        #expect(try pair.near.receiveNow(upTo: 2) == [3])
        #expect(try !pair.near.waitUntilReadable(until: .after(seconds: 0.01)))
    }

    /// A byte now and then keeps a receive with a timeout alive, but not one with a deadline.
    @Test func drippingBytesGainNoTime() throws {
        let pair = try SocketPair()
        let far = pair.far
        let start = MonotonicTime.now
        let error = try together({
            do {
                // Ends when the other side has closed, at the latest after 20 s.
                for _ in 0..<1000 {
                    try far.send([7])
                    MonotonicTime.now.advanced(bySeconds: 0.02).sleep()
                }
            } catch {}
        }) {
            defer { pair.near.close() }
            return #expect(throws: StreamError.self) {
                _ = try pair.near.receive(count: 10_000, until: .after(seconds: 0.2))
            }
        }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(MonotonicTime.now.seconds(since: start) < 20)
    }

    @Test func allBytesBeforeADeadlineAreReceived() throws {
        let pair = try SocketPair()
        let far = pair.far
        let message = [UInt8](0..<200)
        let received = try together({
            do { for byte in message { try far.send([byte]) } } catch {
                Issue.record("\(error)")
            }
        }) { try pair.near.receive(count: 200, until: .after(seconds: 20)) }
        #expect(received == message)
    }

    @Test func shuttingDownEndsTheWaitOfAnotherThread() throws {
        let pair = try SocketPair(seconds: 60)
        let near = pair.near
        try together({
            do throws(StreamError) {
                _ = try near.receive(count: 1)
                Issue.record("received from nobody")
            } catch {
                guard case .closed = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }) {
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
            near.shutDown()
        }
    }

    @Test func emptyMessagesNeedNoBytes() throws {
        let pair = try SocketPair(seconds: 0.05)
        try pair.near.send([])
        #expect(try pair.far.receive(count: 0) == [])
        #expect(try pair.far.receive(count: 0, until: .after(seconds: 0)) == [])
    }

    @Test func zeroCopySendsAreReportedOnce() throws {
        let pair = try SocketPair()
        try pair.near.enableZeroCopy()
        let memory = try MemoryMapping(byteCount: 1 << 16)
        var reported: [UInt32] = []
        for _ in 0..<3 {
            var vector = IOVector()
            unsafe vector.append(memory.address, byteCount: memory.byteCount)
            while vector.remainingBytes > 0 { _ = try pair.near.sendZeroCopy(&vector) }
            _ = try pair.far.receive(count: memory.byteCount)
        }
        let deadline = Deadline.after(seconds: 20)
        while reported.count < 3, !deadline.hasPassed {
            _ = try pair.near.waitForCompletions(until: deadline)
            while let range = try pair.near.reapZeroCopy() {
                reported += range.first...range.last
                #expect(range.copied, "loopback always copies")
            }
        }
        #expect(reported == [0, 1, 2])
    }

    @Test func aConnectionKnowsItsRoundTripUntilItIsClosed() throws {
        let pair = try SocketPair()
        try pair.near.send([1])
        _ = try pair.far.receive(count: 1)
        let figures = try #require(pair.near.figures)
        #expect(figures.roundTripMicroseconds > 0 && figures.roundTripMicroseconds < 1e6)
        #expect(figures.windowSegments > 0)
        #expect(figures.retransmits == 0)
        pair.near.shutDown()
        #expect(pair.near.figures != nil)
        pair.near.close()
        #expect(pair.near.figures == nil)
    }

    @Test func severalConnectionsAreAsFarAsTheFarthest() {
        let near = TCPFigures(retransmits: 1, roundTripMicroseconds: 20, windowSegments: 10)
        let far = TCPFigures(retransmits: 2, roundTripMicroseconds: 900, windowSegments: 40)
        #expect(
            near + far
                == TCPFigures(retransmits: 3, roundTripMicroseconds: 900, windowSegments: 50))
    }
}
