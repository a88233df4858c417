internal import Platform

/// The connections that a destination has let in: those that must prove the ticket yet, and those
/// that have, each number once.
///
/// Who says something else is closed at once; who says nothing is after five seconds, and the
/// oldest of those when there are too many.
struct Trials<Stream: ByteStream>: ~Copyable {
    /// The longest that a peer may take to prove itself.
    static var seconds: Double { 5 }

    private struct Trial {
        let stream: Stream
        let deadline: Deadline
        var bytes: [UInt8] = []
        var isOver = false
    }

    private let handshake: Handshake
    private let maximumPending: Int
    private var pending: [Trial] = []
    private var accepted: [Stream?]

    /// Expects `count` connections; at most `maximumPending` strangers are kept waiting for.
    init(count: Int, handshake: Handshake, maximumPending: Int) {
        self.handshake = handshake
        self.maximumPending = maximumPending
        accepted = [Stream?](repeating: nil, count: count)
    }

    /// Whether all connections are there.
    var isComplete: Bool { accepted.allSatisfy { $0 != nil } }

    /// The connections on trial, the oldest first.
    var streams: [Stream] { pending.map(\.stream) }

    /// When there is something to do though nobody says anything; `deadline` at the latest.
    func nextDeadline(before deadline: Deadline) -> Deadline {
        pending.first.map { deadline.earlier($0.deadline) } ?? deadline
    }

    /// Puts a connection on trial.
    mutating func admit(_ stream: Stream) {
        if pending.count == maximumPending { pending.removeFirst().stream.drop() }
        pending.append(Trial(stream: stream, deadline: .after(seconds: Self.seconds)))
    }

    /// Reads what the connections with these numbers in ``streams`` have said, and closes whose
    /// time is over.
    mutating func advance(_ indices: some Sequence<Int>) {
        for index in indices { advance(index) }
        pending.removeAll { trial in
            if trial.isOver { return true }
            guard trial.deadline.hasPassed else { return false }
            trial.stream.drop()
            return true
        }
    }

    /// Reads on and says when the trial is over, one way or the other.
    private mutating func advance(_ index: Int) {
        let stream = pending[index].stream
        do {
            pending[index].bytes += try stream.receiveNow(
                upTo: Handshake.helloBytes - pending[index].bytes.count)
            guard pending[index].bytes.count == Handshake.helloBytes else { return }
            let channel = try handshake.channel(inHello: pending[index].bytes)
            guard accepted.indices.contains(channel), accepted[channel] == nil else {
                throw TransportError.refused("channel \(channel) is taken or not expected")
            }
            try stream.send(handshake.reply(channel: channel))
            accepted[channel] = stream
        } catch {
            // A stranger, or a peer that went away: nothing was read for it but the hello.
            stream.drop()
        }
        pending[index].isOver = true
    }

    /// Closes who is still on trial, and everybody unless all are there.
    /// - Returns: the connections; nil when one is missing.
    consuming func finish() -> DataConnections<Stream>? {
        for trial in pending { trial.stream.drop() }
        let streams = accepted.compactMap { $0 }
        guard streams.count == accepted.count else {
            for stream in streams { stream.drop() }
            return nil
        }
        return DataConnections(streams)
    }
}
