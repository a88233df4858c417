internal import Migration
internal import Platform
internal import Results

/// Which of the guests that migrate at once a row is about.
struct GuestNumber: Sendable {
    /// From 1; those that go forward first.
    let number: Int
    /// How many there are.
    let of: Int
    /// Whether it goes back where others go forward; nil where all go one way.
    let isBackward: Bool?

    /// Writes the cells of the row, and takes out those that hold the work of others.
    func fill(_ row: inout Row) {
        row[RunColumns.concurrency.guests] = of
        row[RunColumns.concurrency.direction] = isBackward.map { $0 ? "backward" : "forward" }
        row[RunColumns.guestNumber.guest] = number
        row.emptyWhatOthersShare()
    }
}

/// One of several guests that migrate at once: its steps, on a thread of its own.
///
/// Unchecked Sendable: that thread alone touches it until it has ended.
final class ConcurrentGuest: @unchecked Sendable {
    private let migration: MigrationRun
    private let gate: Gate
    private var thread: NativeThread?
    private(set) var result = MigrationResult(.completed)
    /// Why it broke off; nil where its agents are ready for the next.
    private(set) var error: SessionError?

    /// How long a thread may take to end that has said that it is through, in seconds.
    private static let endSeconds = 10.0

    init(_ migration: MigrationRun, _ gate: Gate) {
        self.migration = migration
        self.gate = gate
    }

    /// Begins; `ended` is posted once it is over.
    /// - Throws: ``SessionError/system(_:)`` where there is no thread: then the gate is left.
    func begin(_ ended: Semaphore) throws(SessionError) {
        do {
            thread = try NativeThread(name: "guest") { [self] in
                run()
                ended.post()
            }
        } catch {
            gate.leave()
            throw .system(error)
        }
    }

    private func run() {
        do throws(SessionError) { try migration.run(into: &result) } catch {
            gate.leave()
            self.error = error
            if case .interrupted = error { return }
            result.broke(migration.agents.rootCause(of: error))
            return
        }
        gate.leave()
    }

    /// Waits for the thread.
    /// - Throws: ``SessionError/system(_:)`` where it does not end.
    func join() throws(SessionError) {
        do { try thread?.join(until: .after(seconds: Self.endSeconds)) } catch {
            throw .system(error)
        }
    }
}
