internal import Guest
internal import Platform

/// The main stream of a transport over byte streams: frames, page content straight from and to
/// guest memory, the switchover.
final class MainStream {
    let connection: any ByteStream
    /// Bytes sent so far.
    private(set) var bytesSent: UInt64 = 0

    private var header: [UInt8] = []

    init(_ connection: any ByteStream) { self.connection = connection }

    /// Sends one frame with `runs` and no content.
    func send(_ frame: StreamFrame, runs: [PageRun] = []) throws(TransportError) {
        encode(frame, runs)
        try connection.send(header)
        bytesSent += UInt64(header.count)
    }

    /// Sends the pages of `runs` with their content from `memory`.
    func sendPages(_ runs: [PageRun], from memory: GuestMemory) throws(TransportError) {
        let content = runs.pageTotal * GuestSpec.pageBytes
        if connection.writesAhead {
            encode(StreamFrame(.writtenPages, runCount: runs.count), runs)
        } else {
            encode(StreamFrame(.pages, runCount: runs.count, payloadBytes: content), runs)
        }
        try connection.send(header, contentOf: runs, in: memory)
        bytesSent += UInt64(header.count + content)
    }

    private func encode(_ frame: StreamFrame, _ runs: [PageRun]) {
        header.removeAll(keepingCapacity: true)
        frame.encode(to: &header)
        header.append(runs)
    }

    /// Receives the fixed part of the next frame.
    func receiveFrame() throws(TransportError) -> StreamFrame {
        try StreamFrame(decoding: try connection.receive(count: StreamFrame.headerBytes))
    }

    /// Receives the runs of a frame, within a guest of `pageCount` pages.
    func receiveRuns(
        of frame: StreamFrame, pageCount: Int
    ) throws(TransportError) -> [PageRun] {
        let bytes = try connection.receive(count: frame.runCount * 8)
        return try frame.runs(decoding: bytes, pageCount: pageCount)
    }

    // MARK: Clock

    /// Asks the destination what its clock says.
    func askClock() throws(TransportError) -> MonotonicTime {
        try send(StreamFrame(.askClock))
        let answer = try receiveFrame()
        guard answer.kind == .clock else { throw .malformed("\(answer.kind) instead of clock") }
        return try receiveTime(of: answer)
    }

    /// Sends a frame that holds a reading of a clock.
    func send(_ kind: StreamFrame.Kind, _ time: MonotonicTime) throws(TransportError) {
        var bytes: [UInt8] = []
        StreamFrame(kind, payloadBytes: ClockCoding.byteCount).encode(to: &bytes)
        ClockCoding.encode(time, to: &bytes)
        try connection.send(bytes)
        bytesSent += UInt64(bytes.count)
    }

    /// Receives the reading that `frame` announces.
    func receiveTime(of frame: StreamFrame) throws(TransportError) -> MonotonicTime {
        try ClockCoding.decode(try connection.receive(count: frame.payloadBytes))
    }

    // MARK: Switchover

    /// The piece in which device state is sent and received.
    private static let statePiece = 1 << 16

    /// Sends the device state and waits for the destination's answer.
    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        var fixed: [UInt8] = []
        StateCoding.encode(state.guest, timeZero: state.timeZero, to: &fixed)
        let total = max(state.byteCount, fixed.count)
        try send(StreamFrame(.deviceState, payloadBytes: total))
        try connection.send(fixed)
        let piece = [UInt8](repeating: 0xD5, count: Self.statePiece)
        var left = total - fixed.count
        while left > 0 {
            try connection.send(left >= piece.count ? piece : [UInt8](piece[..<left]))
            left -= min(left, piece.count)
        }
        bytesSent += UInt64(total)
        let sent = MonotonicTime.now
        let answer = try receiveFrame()
        guard answer.kind == .answer else { throw .malformed("\(answer.kind) instead of answer") }
        let word = try connection.receive(count: answer.payloadBytes)
        return Completion(stateSent: sent, answer: try AnswerCoding.decode(word))
    }

    /// Receives the device state that `frame` announces, for a guest with `vcpus` vCPUs.
    func receiveState(
        of frame: StreamFrame, vcpus: Int
    ) throws(TransportError) -> DeviceState {
        let fixed = StateCoding.fixedBytes(vcpus: vcpus)
        guard frame.payloadBytes >= fixed else {
            throw .malformed("\(frame.payloadBytes) bytes cannot hold the state of \(vcpus) vCPUs")
        }
        let (guest, timeZero) = try StateCoding.decode(
            try connection.receive(count: fixed), vcpus: vcpus)
        var left = frame.payloadBytes - fixed
        while left > 0 {
            left -= try connection.receive(count: min(left, Self.statePiece)).count
        }
        return DeviceState(guest: guest, timeZero: timeZero, byteCount: frame.payloadBytes)
    }

    /// Calls `resume` with the state that `frame` announces and answers the source.
    func switchOver(
        _ frame: StreamFrame, vcpus: Int, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) {
        let state = try receiveState(of: frame, vcpus: vcpus)
        let start = MonotonicTime.now
        try resume(state)
        let took = MonotonicTime.now.nanoseconds - start.nanoseconds
        var bytes: [UInt8] = []
        StreamFrame(.answer, payloadBytes: AnswerCoding.byteCount).encode(to: &bytes)
        AnswerCoding.encode(ResumeAnswer(resumeNanoseconds: took), to: &bytes)
        try connection.send(bytes)
        bytesSent += UInt64(bytes.count)
    }
}

extension GuestMemory {
    /// Makes the pages of `runs` zero.
    ///
    /// Pages that are zero already are only read, so that fresh memory stays untouched (QEMU
    /// ram_handle_zero).
    func clear(_ runs: [PageRun]) {
        for run in runs {
            for page in Int(run.first)..<Int(run.first + run.count) {
                let address = unsafe self.address(ofPage: page)
                guard unsafe !ZeroPage.isZero(address) else { continue }
                unsafe address.initializeMemory(
                    as: UInt8.self, repeating: 0, count: GuestSpec.pageBytes)
            }
        }
    }
}
