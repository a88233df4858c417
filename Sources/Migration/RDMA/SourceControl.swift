internal import Guest
internal import Platform

/// The source's words on the main link: registration, rounds and the switchover.
///
/// One thread calls it.
final class SourceControl {
    /// Pages that were told to be zero.
    private(set) var zeroPages: UInt64 = 0

    private let link: RDMALink
    private var hasClearedPages = false

    init(_ link: RDMALink) { self.link = link }

    /// Registers all memory of `table` at both ends at once.
    /// - Returns: milliseconds that it took here.
    func registerAll(_ table: RegionTable) throws(TransportError) -> Double {
        try link.send(ControlMessage(.registerAll))
        let start = MonotonicTime.now
        try table.registerAll()
        let took = MonotonicTime.now.seconds(since: start) * 1000
        let answer = try link.expect(
            .regions, "waiting for the destination to pin guest memory",
            until: .after(seconds: table.patienceSeconds))
        let units = [Int](0..<table.unitCount)
        table.note(
            try RegionAnnouncement.decode(answer.payload, count: units.count), of: units)
        return took
    }

    /// Asks the destination to register `chunks`; the answer is taken by `takeRegions`.
    func askToRegister(_ chunks: [Int]) throws(TransportError) {
        var message = ControlMessage(.register)
        for chunk in chunks { message.payload.append(bigEndian: UInt32(chunk)) }
        try link.send(message)
    }

    /// Takes the answer to the oldest `askToRegister` that has none yet.
    func takeRegions(of chunks: [Int], into table: RegionTable) throws(TransportError) {
        let answer = try link.expect(
            .regions, "waiting for the destination to register a chunk",
            until: try link.answerDeadline())
        table.note(
            try RegionAnnouncement.decode(answer.payload, count: chunks.count), of: chunks)
    }

    /// Asks the destination what its clock says.
    func askClock() throws(TransportError) -> MonotonicTime {
        try link.send(ControlMessage(.askClock))
        let answer = try link.expect(
            .clock, "waiting for the destination's clock", until: try link.answerDeadline())
        return try ClockCoding.decode(answer.payload)
    }

    /// Precopy begins, at `time` of the destination's clock.
    func begin(at time: MonotonicTime) throws(TransportError) {
        try link.send(ControlMessage(.begin, time))
    }

    /// Names pages that are zero: at most as many runs as fit, which a batch never exceeds.
    func sendZero(_ runs: [PageRun]) throws(TransportError) {
        guard !runs.isEmpty else { return }
        try link.sendZero(runs)
        zeroPages += UInt64(runs.pageTotal)
        hasClearedPages = true
    }

    /// Ends a round, all of whose WRITEs are over.
    ///
    /// - Parameter mustWait: whether the destination clears pages for this round on other links.
    ///   It does so by itself and not in the order of the WRITEs, so a page that is written later
    ///   must wait for its word.
    func endRound(mustWait: Bool = false) throws(TransportError) {
        let mustAsk = hasClearedPages || mustWait
        hasClearedPages = false
        try link.send(ControlMessage(.roundEnd, payload: mustAsk ? [1] : []))
        guard mustAsk else { return }
        _ = try link.expect(
            .roundEnd, "waiting for the end of a round", until: link.shape.receiveDeadline)
    }

    /// Sends the device state in pieces and waits for the destination's answer.
    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        var fixed: [UInt8] = []
        StateCoding.encode(state.guest, timeZero: state.timeZero, to: &fixed)
        let total = max(state.byteCount, fixed.count)
        let pieceBytes = link.maximumPayload - StatePiece.headerBytes
        precondition(fixed.count <= pieceBytes, "the state of the vCPUs exceeds a message")
        var offset = 0
        while offset < total {
            var bytes = [UInt8](repeating: 0xD5, count: min(pieceBytes, total - offset))
            if offset == 0 { bytes.replaceSubrange(0..<fixed.count, with: fixed) }
            let piece = StatePiece(totalBytes: total, offset: offset, bytes: bytes)
            try link.send(ControlMessage(.state, payload: piece.encoded))
            offset += bytes.count
        }
        let sent = MonotonicTime.now
        let answer = try link.expect(
            .answer, "waiting for the guest to run at the destination",
            until: link.shape.receiveDeadline)
        return Completion(stateSent: sent, answer: try AnswerCoding.decode(answer.payload))
    }

    /// The guest stays here.
    func abandon() throws(TransportError) { try link.send(ControlMessage(.abandon)) }
}

extension RDMALink {
    /// Names pages that are zero, which the destination clears.
    func sendZero(_ runs: [PageRun]) throws(TransportError) {
        var message = ControlMessage(.zeroPages)
        message.payload.append(runs)
        try send(message)
    }
}
