import Foundation
import Platform

@testable import Session

/// A frame stream with its other side, which says whatever a test wants.
struct ChannelEnds {
    let stream: FrameStream
    private let channel: ByteChannel
    private let writeEnd: FileHandle
    private let readEnd: FileHandle

    init() throws {
        let (near, read, write) = try ByteChannel.pair()
        channel = near
        stream = FrameStream(near)
        readEnd = FileHandle(fileDescriptor: read, closeOnDealloc: true)
        writeEnd = FileHandle(fileDescriptor: write, closeOnDealloc: true)
    }

    /// Says `bytes` and lets the stream read them, in pieces that fit a pipe.
    func feed(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            try writeEnd.write(contentsOf: Data(rest.prefix(4096)))
            try stream.fill()
            rest = rest.dropFirst(4096)
        }
    }

    /// The other side ends.
    func end() throws { try writeEnd.close() }
}

/// The bytes of a frame around any body.
func frame(_ body: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) } + body
}
