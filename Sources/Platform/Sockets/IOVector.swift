package import Glibc

/// A reusable list of memory ranges for one gathering send or scattering receive.
///
/// Allocated once and filled again and again: no allocation on the data path. Adjacent ranges
/// are merged as they are appended.
///
/// Thread safety: one thread at a time. Cleanup: freed with its owner.
@safe
public struct IOVector: ~Copyable {
    /// The most ranges that the kernel takes in a call (UIO_MAXIOV).
    public static let maximumRanges = 1024

    private let ranges: UnsafeMutablePointer<iovec>
    private let message: UnsafeMutablePointer<msghdr>
    private let capacity: Int
    private var first = 0
    private var end = 0
    /// Bytes still to be moved.
    public private(set) var remainingBytes = 0

    /// Makes room for `capacity` ranges, at most ``maximumRanges``.
    public init(capacity: Int = IOVector.maximumRanges) {
        precondition((1...Self.maximumRanges).contains(capacity))
        self.capacity = capacity
        unsafe ranges = .allocate(capacity: capacity)
        unsafe message = .allocate(capacity: 1)
        unsafe message.initialize(to: msghdr())
    }

    deinit {
        unsafe ranges.deallocate()
        unsafe message.deallocate()
    }

    /// Whether another range may be appended.
    public var hasRoom: Bool { end < capacity }

    /// Empties the list.
    public mutating func removeAll() {
        first = 0
        end = 0
        remainingBytes = 0
    }

    /// Adds `byteCount` bytes at `address`, which must stay valid until they have been moved.
    public mutating func append(_ address: UnsafeMutableRawPointer, byteCount: Int) {
        guard byteCount > 0 else { return }
        remainingBytes += byteCount
        if end > first, let base = unsafe ranges[end - 1].iov_base,
            unsafe base + ranges[end - 1].iov_len == address
        {
            unsafe ranges[end - 1].iov_len += byteCount
            return
        }
        precondition(end < capacity, "an I/O vector is full")
        unsafe ranges[end] = iovec(iov_base: address, iov_len: byteCount)
        end += 1
    }

    /// Marks the first `byteCount` bytes as moved.
    package mutating func consume(_ byteCount: Int) {
        remainingBytes -= byteCount
        var left = byteCount
        while left > 0 {
            let length = unsafe ranges[first].iov_len
            if left < length {
                unsafe ranges[first].iov_base += left
                unsafe ranges[first].iov_len -= left
                return
            }
            left -= length
            first += 1
        }
    }

    /// Calls `body` with a message header over what is left.
    package func withMessage(_ body: (UnsafeMutablePointer<msghdr>) -> Int) -> Int {
        unsafe message.pointee.msg_iov = ranges + first
        unsafe message.pointee.msg_iovlen = end - first
        return unsafe body(message)
    }
}
