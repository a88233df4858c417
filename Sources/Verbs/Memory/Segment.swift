internal import CVerbs

/// A run of registered memory on this host.
@safe
public struct Segment: @unchecked Sendable {
    // Unchecked because the address is only a number here: nothing is read or written through it.
    /// The first byte.
    public let address: UnsafeMutableRawPointer
    /// Size in bytes, less than 4 GiB.
    public let byteCount: Int
    /// The key of the region around it.
    public let key: LocalKey

    /// Names `byteCount` bytes at `address`, which lie in the region of `key`.
    public init(address: UnsafeMutableRawPointer, byteCount: Int, key: LocalKey) {
        unsafe self.address = address
        self.byteCount = byteCount
        self.key = key
    }
}

/// Memory of the peer that it allows to be written.
public struct RemoteMemory: Sendable, Hashable {
    /// The first byte, in the peer's own addresses.
    public var address: UInt64
    /// The key of the peer's region around it.
    public var key: RemoteKey

    /// Names memory of the peer.
    public init(address: UInt64, key: RemoteKey) {
        self.address = address
        self.key = key
    }
}

/// A reusable list of segments for one work request.
///
/// Allocated once and filled again and again: no allocation on the data path. Segments that follow
/// each other in memory are merged as they are appended. Posting copies the list: it may be emptied
/// and filled again at once.
///
/// Thread safety: one thread at a time. Cleanup: freed with its owner.
@safe
public struct SegmentList: ~Copyable {
    private let elements: UnsafeMutablePointer<ibv_sge>
    private let capacity: Int
    /// How many segments are in the list.
    public private(set) var count = 0
    /// Bytes of all segments together.
    public private(set) var byteCount = 0

    /// Makes room for `capacity` segments.
    public init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        unsafe elements = .allocate(capacity: capacity)
    }

    deinit { unsafe elements.deallocate() }

    /// Whether another segment may be appended.
    public var hasRoom: Bool { count < capacity }

    /// Empties the list.
    public mutating func removeAll() {
        count = 0
        byteCount = 0
    }

    /// Adds a segment at the end.
    public mutating func append(_ segment: Segment) {
        let address = unsafe UInt64(UInt(bitPattern: segment.address))
        byteCount += segment.byteCount
        if count > 0 {
            let last = unsafe elements + (count - 1)
            let length = unsafe UInt64(last.pointee.length)
            let together = Int(length) + segment.byteCount
            if unsafe last.pointee.addr + length == address,
                unsafe last.pointee.lkey == segment.key.value, together <= UInt32.max
            {
                unsafe last.pointee.length = UInt32(together)
                return
            }
        }
        precondition(count < capacity, "a list of segments is full")
        unsafe elements[count] = ibv_sge(
            addr: address, length: UInt32(segment.byteCount), lkey: segment.key.value)
        count += 1
    }

    /// Calls `body` with the list as the library wants it.
    @inline(__always)
    func withElements(_ body: (UnsafeMutablePointer<ibv_sge>, Int32) -> Int32) -> Int32 {
        unsafe body(elements, Int32(count))
    }
}
