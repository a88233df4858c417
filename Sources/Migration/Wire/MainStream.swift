internal import Guest
internal import Platform

/// The main stream of a transport over TCP: frames, page content straight from and to guest
/// memory, the switchover.
final class MainStream {
    let socket: StreamSocket
    /// Bytes sent so far.
    private(set) var bytesSent: UInt64 = 0

    private var header: [UInt8] = []
    private var vector = IOVector()

    init(_ socket: StreamSocket) { self.socket = socket }

    /// Sends one frame with `runs` and, for `pages`, their content from `memory`.
    func send(
        _ frame: StreamFrame, runs: [PageRun] = [], from memory: GuestMemory? = nil
    ) throws(TransportError) {
        header.removeAll(keepingCapacity: true)
        frame.encode(to: &header)
        header.append(runs)
        if let memory, frame.payloadBytes > 0 {
            try sendGathered(runs, memory)
        } else {
            try transport { () throws(StreamError) in try socket.send(header) }
        }
        bytesSent += UInt64(header.count) + (memory == nil ? 0 : UInt64(frame.payloadBytes))
    }

    private func sendGathered(
        _ runs: [PageRun], _ memory: GuestMemory
    ) throws(TransportError) {
        do {
            try unsafe header.withUnsafeMutableBufferPointer { buffer throws(StreamError) in
                vector.removeAll()
                // The header is never empty; it is only read.
                unsafe vector.append(
                    UnsafeMutableRawPointer(buffer.baseAddress!), byteCount: buffer.count)
                vector.append(runs, of: memory)
                try socket.send(&vector)
            }
        } catch { throw TransportError(error) }
    }

    /// Receives the fixed part of the next frame.
    func receiveFrame() throws(TransportError) -> StreamFrame {
        let bytes = try transport { () throws(StreamError) in
            try socket.receive(count: StreamFrame.headerBytes)
        }
        return try StreamFrame(decoding: bytes)
    }

    /// Receives the runs of a frame, within a guest of `pageCount` pages.
    func receiveRuns(
        of frame: StreamFrame, pageCount: Int
    ) throws(TransportError) -> [PageRun] {
        let bytes = try receive(frame.runCount * 8)
        return try frame.runs(decoding: bytes, pageCount: pageCount)
    }

    /// Receives the content of `runs` straight into guest memory.
    func receiveContent(of runs: [PageRun], into memory: GuestMemory) throws(TransportError) {
        vector.removeAll()
        vector.append(runs, of: memory)
        do { try socket.receive(&vector) } catch { throw TransportError(error) }
    }

    /// Receives `count` bytes.
    func receive(_ count: Int) throws(TransportError) -> [UInt8] {
        try transport { () throws(StreamError) in try socket.receive(count: count) }
    }

    // MARK: Switchover

    /// The piece in which device state is sent and received.
    private static let statePiece = 1 << 16

    /// Sends the device state and waits for the destination's answer.
    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        var fixed: [UInt8] = []
        StateCoding.encode(state.guest, to: &fixed)
        let total = max(state.byteCount, fixed.count)
        try send(StreamFrame(.deviceState, payloadBytes: total))
        try transport { () throws(StreamError) in
            try socket.send(fixed)
            let piece = [UInt8](repeating: 0xD5, count: Self.statePiece)
            var left = total - fixed.count
            while left > 0 {
                try socket.send(left >= piece.count ? piece : [UInt8](piece[..<left]))
                left -= min(left, piece.count)
            }
        }
        bytesSent += UInt64(total)
        let sent = MonotonicTime.now
        let answer = try receiveFrame()
        guard answer.kind == .answer else { throw .malformed("\(answer.kind) instead of answer") }
        return Completion(
            stateSent: sent, answer: try AnswerCoding.decode(try receive(answer.payloadBytes)))
    }

    /// Receives the device state that `frame` announces, for a guest with `vcpus` vCPUs.
    func receiveState(
        of frame: StreamFrame, vcpus: Int
    ) throws(TransportError) -> DeviceState {
        let fixed = StateCoding.fixedBytes(vcpus: vcpus)
        guard frame.payloadBytes >= fixed else {
            throw .malformed("\(frame.payloadBytes) bytes cannot hold the state of \(vcpus) vCPUs")
        }
        let guest = try StateCoding.decode(try receive(fixed), vcpus: vcpus)
        var left = frame.payloadBytes - fixed
        while left > 0 { left -= try receive(min(left, Self.statePiece)).count }
        return DeviceState(guest: guest, byteCount: frame.payloadBytes)
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
        try transport { () throws(StreamError) in try socket.send(bytes) }
        bytesSent += UInt64(bytes.count)
    }
}

extension IOVector {
    /// Appends the content of `runs` in guest memory.
    mutating func append(_ runs: [PageRun], of memory: GuestMemory) {
        for run in runs {
            unsafe append(
                memory.address(ofPage: Int(run.first)),
                byteCount: Int(run.count) * GuestSpec.pageBytes)
        }
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
