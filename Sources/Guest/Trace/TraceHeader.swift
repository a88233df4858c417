/// The head of a trace file: 40 bytes, big-endian, and the words on where it is from.
///
///     offset  bytes
///          0      8   magic: 89 "BTRC" 0D 0A 1A
///          8      2   version: 1
///         10      2   bytes of the origin
///         12      4   page size in bytes: 4096
///         16      4   pages
///         20      4   intervals
///         24      4   operations: pages dirtied, over all intervals
///         28      4   bytes of the body, unpacked
///         32      8   interval in nanoseconds
///         40          origin in UTF-8, then the body as a zlib stream to the file's end
struct TraceHeader: Sendable, Hashable {
    /// As of PNG: a file that was taken for text on its way shows.
    private static let magic: [UInt8] = [0x89, 0x42, 0x54, 0x52, 0x43, 0x0D, 0x0A, 0x1A]
    private static let version: UInt64 = 1
    private static let fixedBytes = 40
    /// The longest origin in bytes.
    static let maximumOrigin = 512

    let origin: String
    let pageCount: Int
    let intervalCount: Int
    let operationCount: Int
    let bodyBytes: Int
    let intervalNanoseconds: UInt64

    init(
        origin: String, pageCount: Int, intervalCount: Int, operationCount: Int, bodyBytes: Int,
        intervalNanoseconds: UInt64
    ) {
        self.origin = origin
        self.pageCount = pageCount
        self.intervalCount = intervalCount
        self.operationCount = operationCount
        self.bodyBytes = bodyBytes
        self.intervalNanoseconds = intervalNanoseconds
    }

    /// Reads the head of a file, with every limit checked.
    init(decoding file: [UInt8]) throws(TraceError) {
        guard file.starts(with: Self.magic) else {
            throw TraceError("no trace: bench trace record makes one")
        }
        guard file.count >= Self.fixedBytes else { throw TraceError("cut off in its head") }
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            file[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        guard number(8, 2) == Self.version else {
            throw TraceError("of version \(number(8, 2)), and this program reads \(Self.version)")
        }
        guard number(12, 4) == GuestSpec.pageBytes else {
            throw TraceError(
                "of pages of \(number(12, 4)) bytes: guests have \(GuestSpec.pageBytes)")
        }
        let originBytes = Int(number(10, 2))
        guard file.count - Self.fixedBytes >= originBytes,
            let text = String(
                validating: file[Self.fixedBytes..<(Self.fixedBytes + originBytes)],
                as: UTF8.self)
        else { throw TraceError("damaged: its origin is no text") }
        self.init(
            origin: text, pageCount: Int(number(16, 4)), intervalCount: Int(number(20, 4)),
            operationCount: Int(number(24, 4)), bodyBytes: Int(number(28, 4)),
            intervalNanoseconds: number(32, 8))
        try check()
    }

    /// The limits, before memory is taken for anything.
    func check() throws(TraceError) {
        func check<Value: Comparable>(
            _ value: Value, _ range: ClosedRange<Value>, _ what: String
        ) throws(TraceError) {
            guard !range.contains(value) else { return }
            throw TraceError(
                "of \(value) \(what), where \(range.lowerBound) to \(range.upperBound) may be")
        }
        try check(pageCount, 1...Trace.maximumPages, "pages")
        try check(intervalCount, 1...Trace.maximumIntervals, "intervals")
        try check(operationCount, 1...Trace.maximumOperations, "dirtied pages")
        try check(intervalNanoseconds, Trace.intervalRange, "nanoseconds an interval")
        // Each interval has a count, and each operation at most a run of its own.
        try check(
            bodyBytes,
            intervalCount...(intervalCount * Varint.maximumBytes
                + operationCount * 2 * Varint.maximumBytes), "bytes unpacked")
        let isControl = origin.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard origin.utf8.count <= Self.maximumOrigin, !isControl else {
            throw TraceError("of an origin with control characters, or too long")
        }
    }

    /// Bytes before the body.
    var byteCount: Int { Self.fixedBytes + origin.utf8.count }

    /// The head as it is written.
    var encoded: [UInt8] {
        var bytes = Self.magic
        func append(_ value: UInt64, _ count: Int) {
            for index in 0..<count {
                bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - index))))
            }
        }
        append(Self.version, 2)
        append(UInt64(origin.utf8.count), 2)
        append(UInt64(GuestSpec.pageBytes), 4)
        for value in [pageCount, intervalCount, operationCount, bodyBytes] {
            append(UInt64(value), 4)
        }
        append(intervalNanoseconds, 8)
        return bytes + origin.utf8
    }
}
