internal import Migration
internal import Platform
internal import Scenarios
internal import Synchronization

/// Several guests that migrate at once over one pair of hosts.
///
/// Each has a pair of agents and a thread of the coordinator that takes it through the steps of a
/// ``MigrationRun``. They wait for each other before the hosts are watched, before the first migration
/// starts, and after the last has ended: verifying and giving memory back disturb none that runs.
struct Evacuation {
    /// The guests in their order, each with its agents, its case and its way.
    let guests: [Guest]
    /// A mistake that the first guest makes, for proving the harness.
    let fault: Fault?
    let without: [Instrument]
    let progress: (TimelineSample) -> Void

    /// How often progress is told, in seconds.
    private static let progressSeconds = 0.1

    struct Guest {
        let agents: AgentPair
        let spec: CaseSpec
        /// Where its destination takes data connections.
        let dataAddress: SocketAddress
        /// Where memory and threads of its ends go.
        let placements: [AgentRole: Placement]
    }

    /// Migrates all of them; a guest that fails fails alone.
    /// - Throws: ``SessionError`` when the user stopped, or there are no threads for them.
    func run() throws(SessionError) -> [ConcurrentGuest] {
        let gate = Gate(members: guests.count)
        let board = ProgressSum()
        let all = guests.enumerated().map { index, guest in
            ConcurrentGuest(
                MigrationRun(
                    agents: guest.agents, spec: guest.spec, dataAddress: guest.dataAddress,
                    placements: guest.placements, fault: index == 0 ? fault : nil,
                    without: without, progress: { board.note($0, of: index) },
                    gate: gate), gate)
        }
        try migrate(all, board)
        for guest in all { if case .interrupted = guest.error { throw .interrupted } }
        return all
    }

    private func migrate(_ all: [ConcurrentGuest], _ board: ProgressSum) throws(SessionError) {
        let ended = Semaphore()
        var running = 0
        var failure: SessionError?
        for guest in all {
            do throws(SessionError) {
                try guest.begin(ended)
                running += 1
            } catch { failure = error }
        }
        while running > 0 {
            if ended.wait(until: .after(seconds: Self.progressSeconds)) { running -= 1 }
            if let sum = board.sum { progress(sum) }
        }
        for guest in all { try guest.join() }
        if let failure { throw failure }
    }
}

/// How far guests are together that migrate at once: each tells it from its own thread.
private final class ProgressSum: Sendable {
    private let latest = Mutex<[Int: TimelineSample]>([:])

    func note(_ sample: TimelineSample, of guest: Int) {
        latest.withLock { $0[guest] = sample }
    }

    /// Bytes and pages of all, and the time and the round of the one that is furthest; nil before the
    /// first sample.
    var sum: TimelineSample? {
        let samples = latest.withLock { Array($0.values) }
        guard var sum = samples.max(by: { $0.ms < $1.ms }) else { return nil }
        sum.round = samples.map(\.round).max() ?? sum.round
        sum.bytes = samples.map(\.bytes).reduce(0, +)
        sum.remainingBytes = samples.map(\.remainingBytes).reduce(0, +)
        sum.guestOperations = samples.map(\.guestOperations).reduce(0, +)
        return sum
    }
}
