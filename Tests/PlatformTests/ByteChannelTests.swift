import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct ByteChannelTests {
    /// A channel whose far ends are in the hands of the test.
    private struct Pipes {
        let near: ByteChannel
        let farRead: Int32
        let farWrite: Int32

        init() throws {
            let pair = try ByteChannel.pair()
            (near, farRead, farWrite) = (pair.near, pair.read, pair.write)
        }

        func write(_ bytes: [UInt8]) {
            #expect(unsafe Glibc.write(farWrite, bytes, bytes.count) == bytes.count)
        }

        func read(_ count: Int) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            let got = unsafe Glibc.read(farRead, &bytes, count)
            return [UInt8](bytes.prefix(max(0, got)))
        }

        func closeFarEnds() {
            _ = Glibc.close(farRead)
            _ = Glibc.close(farWrite)
        }
    }

    @Test func bytesGoBothWays() throws {
        let pipes = try Pipes()
        defer { pipes.closeFarEnds() }
        try pipes.near.write([1, 2, 3], until: .after(seconds: 10))
        #expect(pipes.read(10) == [1, 2, 3])
        pipes.write([4, 5, 6, 7])
        #expect(try pipes.near.read(upTo: 3) == [4, 5, 6])
        #expect(try pipes.near.read(upTo: 3) == [7])
    }

    @Test func theEndIsNil() throws {
        let pipes = try Pipes()
        pipes.write([1])
        pipes.closeFarEnds()
        #expect(try pipes.near.read(upTo: 10) == [1])
        #expect(try pipes.near.read(upTo: 10) == nil)
    }

    @Test func writingToNobodyIsAnError() throws {
        ThisProcess.ignoreBrokenPipes()
        let pipes = try Pipes()
        pipes.closeFarEnds()
        let error = #expect(throws: SystemError.self) {
            try pipes.near.write([1], until: .after(seconds: 10))
        }
        #expect(error?.isBrokenPipe == true)
    }

    /// A reader that has stopped must not hold the writer up for ever.
    @Test func aFullPipeEndsAtTheDeadline() throws {
        let pipes = try Pipes()
        defer { pipes.closeFarEnds() }
        let error = #expect(throws: SystemError.self) {
            try pipes.near.write([UInt8](repeating: 0, count: 1 << 20), until: .after(seconds: 0.1))
        }
        #expect(error?.isTimeout == true)
    }

    @Test func moreThanAPipeHoldsArrivesInOrder() throws {
        let pipes = try Pipes()
        defer { pipes.closeFarEnds() }
        var random = SeededRandom(seed: 3)
        let message = random.bytes(1 << 20)
        let arrived = Mutex<[UInt8]>([])
        try together({
            var bytes: [UInt8] = []
            while bytes.count < message.count { bytes += pipes.read(5000) }
            arrived.withLock { $0 = bytes }
        }) { try pipes.near.write(message, until: .after(seconds: 30)) }
        #expect(arrived.withLock { $0 == message })
    }

    @Test func waitingNamesTheSourcesThatAreReady() throws {
        let first = try Pipes()
        let second = try Pipes()
        defer { second.closeFarEnds() }
        let sources = [first.near.readiness, second.near.readiness]
        #expect(try PollSource.wait(sources, until: .after(seconds: 0.01)) == [])
        second.write([1])
        #expect(try PollSource.wait(sources, until: .after(seconds: 10)) == [1])
        // An end is something to read, too.
        first.closeFarEnds()
        #expect(try PollSource.wait(sources, until: .after(seconds: 10)) == [0, 1])
    }
}

@Suite struct SystemErrorTests {
    @Test func itSaysWhatWasBeingDoneAndWhatFailed() {
        let error = SystemError("mmap", code: ENOMEM, doing: "mapping 8 GiB")
        #expect(error.description == "mapping 8 GiB: mmap: Cannot allocate memory")
        #expect(!error.isTimeout && !error.isBrokenPipe)
        #expect(SystemError.timeout("poll", doing: "waiting").isTimeout)
    }
}
