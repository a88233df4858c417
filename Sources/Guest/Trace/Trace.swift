internal import Platform

/// A recorded guest: which pages a real program dirtied, interval after interval.
///
/// A trace is read from a file or made by a recorder, and never changes; docs/traces.md describes the
/// file. Copies share what they hold.
public struct Trace: Sendable, Hashable {
    /// The largest file in bytes.
    ///
    /// Twice this in base64 is still less than a message to an agent may be.
    public static let maximumFileBytes = 256 << 10
    /// The most dirtied pages over all intervals: 16 GiB of them.
    public static let maximumOperations = 4 << 20
    /// The most pages that they are chosen from: 1 TiB of them.
    public static let maximumPages = 1 << 28
    /// The most intervals.
    public static let maximumIntervals = 1 << 16
    /// How long an interval may be, in nanoseconds.
    public static let intervalRange: ClosedRange<UInt64> = 1_000_000...60_000_000_000

    private final class Storage: Sendable {
        let file: [UInt8]
        let digest: String
        let header: TraceHeader
        let body: TraceBody

        init(file: [UInt8], digest: String, header: TraceHeader, body: TraceBody) {
            self.file = file
            self.digest = digest
            self.header = header
            self.body = body
        }
    }

    private let storage: Storage

    /// Reads a file.
    /// - Throws: ``TraceError`` where it is no trace, or one beyond the limits.
    public init(decoding file: [UInt8]) throws(TraceError) {
        guard file.count <= Self.maximumFileBytes else {
            throw TraceError(
                "larger than the \(Self.maximumFileBytes >> 10) KiB that a trace may be",
                isTooLarge: true)
        }
        let header = try TraceHeader(decoding: file)
        let packed = [UInt8](file[header.byteCount...])
        guard let unpacked = Deflate.expand(packed, to: header.bodyBytes) else {
            throw TraceError("damaged: what is compressed cannot be unpacked")
        }
        let body = try TraceBody(decoding: unpacked, header)
        storage = Storage(
            file: file, digest: MemoryDigest.of(header.encoded + unpacked), header: header,
            body: body)
    }

    /// Makes a trace of what was recorded.
    /// - Parameters:
    ///   - origin: What was recorded and how, in a line.
    ///   - pageCount: The pages that runs are of.
    ///   - intervals: The runs of pages that were dirtied in each, in rising order and not touching.
    /// - Throws: ``TraceError`` where they are none, or beyond the limits.
    public init(
        origin: String, pageCount: Int, intervalNanoseconds: UInt64, intervals: [[PageRun]]
    ) throws(TraceError) {
        let body = TraceBody.encode(intervals)
        let operations = intervals.reduce(0) { $0 + $1.reduce(0) { $0 + Int($1.count) } }
        let header = TraceHeader(
            origin: origin, pageCount: pageCount, intervalCount: intervals.count,
            operationCount: operations, bodyBytes: body.count,
            intervalNanoseconds: intervalNanoseconds)
        try header.check()
        try self.init(decoding: header.encoded + Deflate.compress(body))
    }

    /// The file.
    public var encoded: [UInt8] { storage.file }
    /// Sixteen hexadecimal digits that stand for what the trace says, however it is compressed.
    public var digest: String { storage.digest }
    /// What was recorded and how, in a line.
    public var origin: String { storage.header.origin }
    /// The pages that were there to be dirtied.
    public var pageCount: Int { storage.header.pageCount }
    /// The length of an interval in nanoseconds.
    public var intervalNanoseconds: UInt64 { storage.header.intervalNanoseconds }
    /// The number of intervals.
    public var intervalCount: Int { storage.header.intervalCount }
    /// The pages dirtied, each once for every interval in which it was: at least 1.
    public var operationCount: Int { storage.header.operationCount }

    /// The length of the recording in seconds.
    public var seconds: Double { Double(intervalNanoseconds) * Double(intervalCount) / 1e9 }
    /// Memory dirtied a second over the whole recording, in bytes.
    public var bytesPerSecond: Double {
        Double(operationCount) * Double(GuestSpec.pageBytes) / seconds
    }

    /// The page of each operation of one pass: by interval, and in each by address.
    public var pages: [UInt32] { storage.body.pages }
    /// The operations before each interval, and at the end all of them.
    public var operationsBefore: [Int] { storage.body.operationsBefore }

    /// Whether both say the same.
    public static func == (left: Trace, right: Trace) -> Bool {
        left.storage === right.storage
            || (left.digest == right.digest && left.storage.header == right.storage.header
                && left.pages == right.pages)
    }

    /// By its digest alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
