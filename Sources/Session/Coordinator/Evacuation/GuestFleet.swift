internal import Scenarios

/// The pairs of agents of a suite beside its first: one for each further guest that migrates at once.
///
/// An agent does one migration at a time. They are started when they are first needed, by the same
/// launchers and under the same lease, and kept for the next migrations.
final class GuestFleet {
    private let start: (_ isBackward: Bool) throws(SessionError) -> AgentPair
    /// By direction, in the order of the guests; nil where one broke off.
    private var pairs: [Bool: [AgentPair?]] = [:]

    /// - Parameter start: starts a pair, for guests that go back with its ends the other way round.
    init(start: @escaping (_ isBackward: Bool) throws(SessionError) -> AgentPair) {
        self.start = start
    }

    /// A pair for each guest, those that go forward first, and `first` for the first of them.
    /// - Throws: ``SessionError`` when one cannot be started.
    func pairs(
        for concurrency: Concurrency, first: AgentPair
    ) throws(SessionError) -> [AgentPair] {
        var all = [first] + (try pairs(concurrency.guests - 1, isBackward: false))
        if concurrency.direction == .both {
            all += try pairs(concurrency.guests, isBackward: true)
        }
        return all
    }

    private func pairs(
        _ count: Int, isBackward: Bool
    ) throws(SessionError) -> [AgentPair] {
        var all: [AgentPair] = []
        for index in 0..<count {
            var known = pairs[isBackward] ?? []
            if index >= known.count { known.append(nil) }
            if let idle = known[index], idle.ending != nil {
                idle.stop()
                known[index] = nil
                pairs[isBackward] = known
            }
            let pair: AgentPair
            if let ready = known[index] { pair = ready } else { pair = try start(isBackward) }
            known[index] = pair
            pairs[isBackward] = known
            all.append(pair)
        }
        return all
    }

    /// Ends a pair that broke off: what it was in the middle of goes with it.
    func discard(_ broken: AgentPair) {
        broken.stop()
        pairs = pairs.mapValues { known in known.map { $0 === broken ? nil : $0 } }
    }

    /// Ends all.
    func stop() {
        for pair in pairs.values.joined() { pair?.stop() }
        pairs = [:]
    }
}
