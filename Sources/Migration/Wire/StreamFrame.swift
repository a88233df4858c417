public import Guest

/// One frame of the main stream, which every transport over TCP or rsockets has.
///
/// Layout, all numbers big-endian: magic (4), kind (1), zero (3), count (4), payload bytes (4),
/// then `count` page runs of 8 bytes (first page, number of pages), then the payload.
///
///     source                                   destination
///       | ask clock  ------------------------------> | (several times)
///       | <----------------------------------- clock |
///       | begin  ----------------------------------> | (what is measured starts)
///       | pages, zero pages ...  ------------------> | into guest memory
///       | round end  ------------------------------> | (multifd: waits for SYNC on all channels)
///       | device state  ---------------------------> | resumes the guest
///       | <---------------------------------------  answer: the guest runs
///       | abandon (instead of device state)  ------> | the guest stays at the source
public struct StreamFrame: Sendable, Hashable {
    /// The size of the fixed part in bytes.
    public static let headerBytes = 16
    /// "BMS1": bench migration stream, version 1.
    public static let magic: UInt32 = 0x424D_5331
    /// The most runs in a frame: what one gathering send takes besides the header.
    public static let maximumRuns = 1000
    /// The most page content in a frame, in bytes.
    public static let maximumPagesPayload = 1 << 20
    /// The most device state, in bytes.
    public static let maximumState = 1 << 30

    /// What a frame means.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// Page runs, then their content.
        case pages = 1
        /// Runs of pages that are zero; no payload.
        case zeroPages = 2
        /// The end of a round.
        case roundEnd = 3
        /// The state of the guest and its devices.
        case deviceState = 4
        /// The destination's word that the guest runs.
        case answer = 5
        /// The source gives up.
        case abandon = 6
        /// Precopy begins: when, on the destination's clock.
        case begin = 7
        /// Page runs whose content was written into guest memory ahead of the frame.
        case writtenPages = 8
        /// The source asks what the destination's clock says.
        case askClock = 9
        /// What it said.
        case clock = 10
    }

    /// What the frame means.
    public var kind: Kind
    /// The number of page runs.
    public var runCount: Int
    /// The bytes that follow the runs.
    public var payloadBytes: Int

    /// A frame of `kind`.
    public init(_ kind: Kind, runCount: Int = 0, payloadBytes: Int = 0) {
        self.kind = kind
        self.runCount = runCount
        self.payloadBytes = payloadBytes
    }

    /// Appends the fixed part to `bytes`.
    func encode(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: Self.magic)
        bytes.append(kind.rawValue)
        bytes.append(contentsOf: [0, 0, 0])
        bytes.append(bigEndian: UInt32(runCount))
        bytes.append(bigEndian: UInt32(payloadBytes))
    }

    /// Reads the fixed part, with every limit checked.
    /// - Throws: ``TransportError/malformed(_:)``.
    public init(decoding bytes: [UInt8]) throws(TransportError) {
        var reader = WireReader(bytes)
        guard try reader.number(UInt32.self) == Self.magic else {
            throw .malformed("a frame does not begin with the magic number")
        }
        let rawKind = try reader.number(UInt8.self)
        guard let kind = Kind(rawValue: rawKind) else {
            throw .malformed("there is no frame of kind \(rawKind)")
        }
        for _ in 0..<3 where try reader.number(UInt8.self) != 0 {
            throw .malformed("a reserved byte is not zero")
        }
        self.kind = kind
        runCount = Int(try reader.number(UInt32.self))
        payloadBytes = Int(try reader.number(UInt32.self))
        try checkLimits()
    }

    private func checkLimits() throws(TransportError) {
        let (runs, payload) = limits
        guard runs.contains(runCount), payload.contains(payloadBytes) else {
            throw .malformed(
                "a \(kind) frame of \(runCount) runs and \(payloadBytes) bytes is out of bounds")
        }
    }

    private var limits: (runs: ClosedRange<Int>, payload: ClosedRange<Int>) {
        switch kind {
        case .pages: (1...Self.maximumRuns, GuestSpec.pageBytes...Self.maximumPagesPayload)
        case .zeroPages, .writtenPages: (1...Self.maximumRuns, 0...0)
        case .roundEnd, .abandon, .askClock: (0...0, 0...0)
        case .deviceState: (0...0, StateCoding.minimumBytes...Self.maximumState)
        case .answer: (0...0, AnswerCoding.byteCount...AnswerCoding.byteCount)
        case .begin, .clock: (0...0, ClockCoding.byteCount...ClockCoding.byteCount)
        }
    }

    /// Reads the page runs that follow the fixed part of a frame that has any.
    /// - Throws: ``TransportError/malformed(_:)`` when they lie outside the guest or do not
    ///   match the payload.
    public func runs(decoding bytes: [UInt8], pageCount: Int) throws(TransportError) -> [PageRun] {
        var reader = WireReader(bytes)
        let runs = try reader.runs(runCount, within: pageCount)
        if kind == .pages, runs.pageTotal * GuestSpec.pageBytes != payloadBytes {
            throw .malformed("\(runs.pageTotal) pages cannot have \(payloadBytes) bytes")
        }
        return runs
    }
}
