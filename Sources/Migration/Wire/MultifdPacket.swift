public import Guest

/// One packet of a multifd channel, in the shape of QEMU's (migration/multifd.h): up to 128
/// pages, named first, their content behind.
///
/// Layout, all numbers big-endian: magic (4), version (2), flags (2), runs with content (4), zero
/// runs (4), packet number (8), payload bytes (4), zero (4), then 8 bytes a run (first page,
/// number of pages), runs with content first, then the content. QEMU names pages one by one;
/// runs say the same in fewer bytes.
public struct MultifdPacket: Sendable, Hashable {
    /// The size of the fixed part in bytes.
    public static let headerBytes = 32
    /// "BMFD".
    public static let magic: UInt32 = 0x424D_4644
    /// Version of the layout.
    public static let version: UInt16 = 1
    /// The most pages in a packet (QEMU MULTIFD_PACKET_SIZE: 512 KiB).
    public static let maximumPages = 128
    /// The flag that ends a round on a channel; the packet has nothing else.
    public static let syncFlag: UInt16 = 1
    /// The flag that says that the content was written into guest memory ahead of the packet.
    public static let writtenFlag: UInt16 = 2

    /// Ends a round.
    public var isSync: Bool
    /// Whether the content was written ahead of the packet, which has none then.
    public var isWritten: Bool
    /// The number of runs with content.
    public var normalRuns: Int
    /// The number of runs of zero pages.
    public var zeroRuns: Int
    /// Counts the packets of a channel from 0.
    public var number: UInt64
    /// The bytes of content.
    public var payloadBytes: Int

    /// A packet with pages, or one that ends a round.
    public init(
        isSync: Bool = false, isWritten: Bool = false, normalRuns: Int = 0, zeroRuns: Int = 0,
        number: UInt64, payloadBytes: Int = 0
    ) {
        self.isSync = isSync
        self.isWritten = isWritten
        self.normalRuns = normalRuns
        self.zeroRuns = zeroRuns
        self.number = number
        self.payloadBytes = payloadBytes
    }

    /// The bytes of the run table.
    var runBytes: Int { (normalRuns + zeroRuns) * 8 }

    func encode(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: Self.magic)
        bytes.append(bigEndian: Self.version)
        bytes.append(
            bigEndian: (isSync ? Self.syncFlag : 0) | (isWritten ? Self.writtenFlag : 0))
        bytes.append(bigEndian: UInt32(normalRuns))
        bytes.append(bigEndian: UInt32(zeroRuns))
        bytes.append(bigEndian: number)
        bytes.append(bigEndian: UInt32(payloadBytes))
        bytes.append(bigEndian: UInt32(0))
    }

    /// Reads the fixed part, with every limit checked; `expected` is the number it must have.
    /// - Throws: ``TransportError/malformed(_:)``.
    public init(decoding bytes: [UInt8], expected: UInt64) throws(TransportError) {
        var reader = WireReader(bytes)
        guard try reader.number(UInt32.self) == Self.magic else {
            throw .malformed("a packet does not begin with the magic number")
        }
        let version = try reader.number(UInt16.self)
        guard version == Self.version else {
            throw .malformed("packet version \(version), not \(Self.version)")
        }
        let flags = try reader.number(UInt16.self)
        guard flags & ~(Self.syncFlag | Self.writtenFlag) == 0 else {
            throw .malformed("unknown flags \(flags)")
        }
        isSync = flags & Self.syncFlag != 0
        isWritten = flags & Self.writtenFlag != 0
        let normal = try reader.number(UInt32.self)
        let zero = try reader.number(UInt32.self)
        number = try reader.number(UInt64.self)
        let payload = try reader.number(UInt32.self)
        guard number == expected else {
            throw .malformed("packet number \(number) where \(expected) is due")
        }
        let pages = UInt32(Self.maximumPages)
        guard normal <= pages, zero <= pages, normal + zero <= pages,
            payload <= pages * UInt32(GuestSpec.pageBytes),
            (normal == 0 || isWritten) == (payload == 0), !isWritten || normal > 0,
            !isSync || normal + zero == 0
        else {
            throw .malformed("a packet of \(normal)+\(zero) runs and \(payload) bytes")
        }
        normalRuns = Int(normal)
        zeroRuns = Int(zero)
        payloadBytes = Int(payload)
    }

    /// Reads the run table.
    /// - Throws: ``TransportError/malformed(_:)`` when runs lie outside the guest, are more than
    ///   128 pages together, or do not match the payload.
    public func runs(
        decoding bytes: [UInt8], pageCount: Int
    ) throws(TransportError) -> (normal: [PageRun], zero: [PageRun]) {
        var reader = WireReader(bytes)
        let normal = try reader.runs(normalRuns, within: pageCount)
        let zero = try reader.runs(zeroRuns, within: pageCount)
        let pages = normal.pageTotal
        guard (isWritten ? 0 : pages * GuestSpec.pageBytes) == payloadBytes,
            pages + zero.pageTotal <= Self.maximumPages
        else {
            throw .malformed("\(pages)+\(zero.pageTotal) pages with \(payloadBytes) bytes")
        }
        return (normal, zero)
    }
}
