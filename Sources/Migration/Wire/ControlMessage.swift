public import Guest
internal import Platform

/// One message of an RDMA connection besides its pages: a SEND into a slot that the peer has
/// posted.
///
/// Layout, all numbers big-endian: magic (4), kind (1), zero (1), credits (2), payload bytes (4),
/// payload. The message ends with its payload.
///
///     source                                    destination
///       | registerAll, or register: chunks  ----> | registers memory
///       | <-----------------------------  regions | where it is, and its keys
///       | ask clock  ---------------------------> | (several times)
///       | <-------------------------------  clock |
///       | begin  -------------------------------> | (what is measured starts)
///       | RDMA WRITE ... =======================> | into guest memory
///       | zero pages  --------------------------> | clears them
///       | round end  ---------------------------> | (all before it is there)
///       | <-----------------------------  round end
///       | state  -------------------------------> | resumes the guest
///       | <-----------------------------  answer: the guest runs
///       | abandon (instead of state)  ----------> | the guest stays at the source
///
/// Either end grants the other credits for the slots that it has posted anew.
public struct ControlMessage: Sendable, Hashable {
    /// The size of the fixed part in bytes.
    public static let headerBytes = 12
    /// "BMR1": bench migration over RDMA, version 1.
    public static let magic: UInt32 = 0x424D_5231
    /// The most credits of one message: more slots than anybody posts.
    public static let maximumCredits = 1024

    /// What a message means.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// Precopy begins: when, on the destination's clock, in 8 bytes.
        case begin = 1
        /// The end of a round; the destination sends it back.
        case roundEnd = 2
        /// The source gives up.
        case abandon = 3
        /// A piece of the state of the guest and its devices: see ``StatePiece``.
        case state = 4
        /// The destination's word that the guest runs.
        case answer = 5
        /// Register all memory now.
        case registerAll = 6
        /// Register these chunks: 4 bytes each.
        case register = 7
        /// Where registered memory is: see ``RegionAnnouncement``.
        case regions = 8
        /// Runs of pages that are zero: 8 bytes each.
        case zeroPages = 9
        /// Nothing but credits.
        case credit = 10
        /// The source asks what the destination's clock says.
        case askClock = 11
        /// What it said: nanoseconds in 8 bytes.
        case clock = 12
    }

    /// What the message means.
    public var kind: Kind
    /// Slots that the sender has posted anew.
    public var credits: Int
    /// What follows the fixed part.
    public var payload: [UInt8]

    /// A message of `kind`.
    public init(_ kind: Kind, payload: [UInt8] = [], credits: Int = 0) {
        self.kind = kind
        self.credits = credits
        self.payload = payload
    }

    /// A message that holds a reading of a clock.
    init(_ kind: Kind, _ time: MonotonicTime) {
        self.init(kind)
        ClockCoding.encode(time, to: &payload)
    }

    /// The message as it travels.
    public var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerBytes + payload.count)
        bytes.append(bigEndian: Self.magic)
        bytes += [kind.rawValue, 0]
        bytes.append(bigEndian: UInt16(credits))
        bytes.append(bigEndian: UInt32(payload.count))
        return bytes + payload
    }

    /// Reads a message, with every limit checked but those of its payload.
    /// - Throws: ``TransportError/malformed(_:)``.
    public init(decoding bytes: [UInt8]) throws(TransportError) {
        var reader = WireReader(bytes)
        guard try reader.number(UInt32.self) == Self.magic else {
            throw .malformed("a control message does not begin with the magic number")
        }
        let rawKind = try reader.number(UInt8.self)
        guard let kind = Kind(rawValue: rawKind) else {
            throw .malformed("there is no control message of kind \(rawKind)")
        }
        guard try reader.number(UInt8.self) == 0 else {
            throw .malformed("a reserved byte is not zero")
        }
        credits = Int(try reader.number(UInt16.self))
        guard credits <= Self.maximumCredits else {
            throw .malformed("\(credits) credits at once")
        }
        let count = Int(try reader.number(UInt32.self))
        guard count == reader.remaining else {
            throw .malformed("a control message says \(count) bytes and has \(reader.remaining)")
        }
        self.kind = kind
        payload = [UInt8](bytes[Self.headerBytes...])
    }

    /// The page runs of a `zeroPages` message, within a guest of `pageCount` pages.
    /// - Throws: ``TransportError/malformed(_:)``.
    public func runs(within pageCount: Int) throws(TransportError) -> [PageRun] {
        guard payload.count % 8 == 0, !payload.isEmpty else {
            throw .malformed("\(payload.count) bytes are no page runs")
        }
        var reader = WireReader(payload)
        return try reader.runs(payload.count / 8, within: pageCount)
    }

    /// The chunks of a `register` message, each below `chunkCount` and named once.
    /// - Throws: ``TransportError/malformed(_:)``.
    public func chunks(below chunkCount: Int) throws(TransportError) -> [Int] {
        guard payload.count % 4 == 0, !payload.isEmpty else {
            throw .malformed("\(payload.count) bytes are no chunks")
        }
        var reader = WireReader(payload)
        var chunks: [Int] = []
        while reader.remaining > 0 {
            let chunk = Int(try reader.number(UInt32.self))
            guard chunk < chunkCount, chunk > chunks.last ?? -1 else {
                throw .malformed("chunk \(chunk) of \(chunkCount) is out of bounds or order")
            }
            chunks.append(chunk)
        }
        return chunks
    }
}

/// Where registered memory begins at the destination, and its key: 12 bytes.
struct RegionAnnouncement {
    static let byteCount = 12

    var address: UInt64
    var key: UInt32

    func encode(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: address)
        bytes.append(bigEndian: key)
    }

    /// Reads exactly `count` of them.
    static func decode(
        _ payload: [UInt8], count: Int
    ) throws(TransportError) -> [RegionAnnouncement] {
        guard payload.count == count * byteCount else {
            throw .malformed("\(payload.count) bytes cannot be \(count) regions")
        }
        var reader = WireReader(payload)
        var regions: [RegionAnnouncement] = []
        for _ in 0..<count {
            regions.append(
                RegionAnnouncement(
                    address: try reader.number(UInt64.self), key: try reader.number(UInt32.self)))
        }
        return regions
    }
}

/// A piece of the state: the size of the whole (4), where the piece belongs (4), the piece.
struct StatePiece {
    static let headerBytes = 8

    var totalBytes: Int
    var offset: Int
    var bytes: [UInt8]

    var encoded: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Self.headerBytes + bytes.count)
        result.append(bigEndian: UInt32(totalBytes))
        result.append(bigEndian: UInt32(offset))
        return result + bytes
    }

    init(totalBytes: Int, offset: Int, bytes: [UInt8]) {
        self.totalBytes = totalBytes
        self.offset = offset
        self.bytes = bytes
    }

    /// Reads a piece that begins where the last one ended, of a state no smaller than
    /// `minimum`.
    init(
        decoding payload: [UInt8], expected offset: Int, minimum: Int
    ) throws(TransportError) {
        var reader = WireReader(payload)
        totalBytes = Int(try reader.number(UInt32.self))
        self.offset = Int(try reader.number(UInt32.self))
        bytes = [UInt8](payload[Self.headerBytes...])
        guard (minimum...StreamFrame.maximumState).contains(totalBytes), self.offset == offset,
            !bytes.isEmpty, bytes.count <= totalBytes - offset,
            offset > 0 || bytes.count >= minimum
        else {
            throw .malformed(
                "a piece of \(bytes.count) bytes at \(self.offset) of a state of \(totalBytes)")
        }
    }
}
