import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Platform

@Suite struct IOVectorTests {
    /// What the kernel would be given.
    private func lengths(_ vector: borrowing IOVector) -> [Int] {
        var lengths: [Int] = []
        _ = unsafe vector.withMessage { message in
            let header = unsafe message.pointee
            for index in 0..<Int(unsafe header.msg_iovlen) {
                unsafe lengths.append(Int(header.msg_iov[index].iov_len))
            }
            return 0
        }
        return lengths
    }

    /// A copy of what `#expect` cannot look at: an I/O vector is not copyable.
    private struct State: Equatable {
        var hasRoom: Bool
        var remaining: Int
    }

    private func state(_ vector: borrowing IOVector) -> State {
        State(hasRoom: vector.hasRoom, remaining: vector.remainingBytes)
    }

    private func firstAddress(_ vector: borrowing IOVector) -> UInt {
        var address: UInt = 0
        _ = unsafe vector.withMessage { message in
            address = unsafe UInt(bitPattern: message.pointee.msg_iov[0].iov_base)
            return 0
        }
        return address
    }

    @Test func adjacentRangesAreMerged() throws {
        let memory = try MemoryMapping(byteCount: 1 << 16)
        let base = unsafe memory.address
        var vector = IOVector(capacity: 4)
        unsafe vector.append(base, byteCount: 100)
        unsafe vector.append(base + 100, byteCount: 50)
        #expect(lengths(vector) == [150])
        unsafe vector.append(base + 151, byteCount: 9)  // a byte further on: a range of its own
        unsafe vector.append(base + 50, byteCount: 1)  // backwards: too
        #expect(lengths(vector) == [150, 9, 1])
        #expect(state(vector) == State(hasRoom: true, remaining: 160))
        unsafe vector.append(base, byteCount: 1)
        #expect(state(vector) == State(hasRoom: false, remaining: 161))
        // Full, but what is adjacent to the last range still fits.
        unsafe vector.append(base + 1, byteCount: 1)
        #expect(lengths(vector) == [150, 9, 1, 2])
        vector.removeAll()
        #expect(lengths(vector).isEmpty)
        #expect(state(vector) == State(hasRoom: true, remaining: 0))
    }

    @Test func consumingGoesOverRangeBoundaries() throws {
        let memory = try MemoryMapping(byteCount: 1 << 16)
        let base = unsafe memory.address
        var vector = IOVector(capacity: 8)
        for index in 0..<4 { unsafe vector.append(base + index * 1000, byteCount: 10 + index) }
        vector.consume(10)  // exactly the first
        #expect(lengths(vector) == [11, 12, 13])
        #expect(unsafe firstAddress(vector) == UInt(bitPattern: base + 1000))
        vector.consume(15)  // the second and four bytes of the third
        #expect(lengths(vector) == [8, 13])
        #expect(unsafe firstAddress(vector) == UInt(bitPattern: base + 2004))
        // A range that was begun is still extended by what is adjacent to it.
        unsafe vector.append(base + 3013, byteCount: 7)
        #expect(lengths(vector) == [8, 20])
        vector.consume(28)
        #expect(lengths(vector).isEmpty)
        #expect(state(vector).remaining == 0)
    }

    /// Any ranges in any order, with gaps and neighbours, arrive as the same bytes in any other
    /// ranges.
    @Test func scatteredMemoryArrivesAsItWas() throws {
        var random = SeededRandom(seed: 1)
        let size = 1 << 18
        let source = try MemoryMapping(byteCount: size)
        let target = try MemoryMapping(byteCount: size)
        for round in 0..<40 {
            let content = random.bytes(size)
            for index in 0..<size {
                unsafe source.address.storeBytes(
                    of: content[index], toByteOffset: index, as: UInt8.self)
            }
            let ranges = Self.ranges(within: size, count: 1 + round * 7, &random)
            let total = ranges.reduce(0) { $0 + $1.count }
            var sent = IOVector()
            for range in ranges {
                unsafe sent.append(source.address + range.lowerBound, byteCount: range.count)
            }
            var received = IOVector()
            // The other side cuts the same bytes differently: from the start in pieces, each
            // followed by a gap.
            let pieces = Self.pieces(of: total, within: size, &random)
            for piece in pieces {
                unsafe received.append(target.address + piece.lowerBound, byteCount: piece.count)
            }
            try exchange(&sent, &received)
            let expected = ranges.flatMap { content[$0] }
            let arrived = pieces.flatMap { piece in
                piece.map { unsafe target.address.load(fromByteOffset: $0, as: UInt8.self) }
            }
            #expect(arrived == expected)
        }
    }

    /// Random ranges; one in three begins where the last ended.
    private static func ranges(
        within size: Int, count: Int, _ random: inout SeededRandom
    ) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        while ranges.count < count {
            let length = Int.random(in: 1...600, using: &random)
            let isNeighbour = Int.random(in: 0..<3, using: &random) == 0
            let start =
                isNeighbour
                ? ranges.last?.upperBound ?? 0 : Int.random(in: 0..<size - 700, using: &random)
            if start + length <= size { ranges.append(start..<start + length) }
        }
        return ranges
    }

    private static func pieces(
        of total: Int, within size: Int, _ random: inout SeededRandom
    ) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var left = total
        var position = 0
        while left > 0 {
            let length = min(left, Int.random(in: 1...900, using: &random))
            pieces.append(position..<position + length)
            left -= length
            position += length + Int.random(in: 0...8, using: &random)
            if position > size - 1000 { break }
        }
        if left > 0 { pieces.append(position..<position + left) }
        return pieces
    }

    /// The sender is the other thread: its vector may not leave this one, so it is sent from
    /// here and received there.
    private func exchange(
        _ sent: inout IOVector, _ received: inout IOVector
    ) throws {
        // Less than what two socket buffers hold: sending ends before receiving begins.
        #expect(state(sent).remaining < 1 << 18)
        let pair = try SocketPair()
        try pair.near.send(&sent)
        #expect(state(sent).remaining == 0)
        try pair.far.receive(&received)
        #expect(state(received).remaining == 0)
    }

    /// More than the buffers hold: the kernel takes and gives parts, and nothing is lost.
    @Test func partialTransfersAreResumed() throws {
        let size = 32 << 20
        let source = try MemoryMapping(byteCount: size)
        let words = unsafe source.address.assumingMemoryBound(to: UInt64.self)
        for index in 0..<(size / 8) { unsafe words[index] = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 }
        let digest = unsafe MemoryDigest.of(source.address, byteCount: size)
        let pair = try SocketPair()
        let arrived = Mutex<UInt64?>(nil)
        let far = pair.far
        let receiver = try NativeThread(name: "receive") {
            do {
                let target = try MemoryMapping(byteCount: size)
                var vector = IOVector()
                for page in 0..<(size / 32768) {
                    unsafe vector.append(target.address + page * 32768, byteCount: 32768)
                }
                try far.receive(&vector)
                let digest = unsafe MemoryDigest.of(target.address, byteCount: size)
                arrived.withLock { $0 = digest }
            } catch {
                Issue.record("receiving: \(error)")
            }
        }
        // The second half first, so that the two do not merge into one range.
        var vector = IOVector()
        for page in 0..<(size / 65536) {
            unsafe vector.append(source.address + page * 65536, byteCount: 65536)
        }
        try pair.near.send(&vector)
        try receiver.join(until: .after(seconds: 60))
        #expect(arrived.withLock { $0 } == digest)
    }
}
