internal import Platform
internal import Synchronization

/// Where the threads of guests that migrate at once wait for each other.
///
/// Nobody waits here for longer than the others take for their step, which has a deadline of its own;
/// whoever fails leaves.
///
/// Thread safety: all calls from any thread.
final class Gate: Sendable {
    private struct State {
        var members: Int
        var waiting: [Semaphore] = []

        mutating func remove(_ one: Semaphore) { waiting.removeAll { $0 === one } }

        /// Lets all pass once all are here.
        mutating func openWhereFull() {
            guard waiting.count >= members else { return }
            for one in waiting { one.post() }
            waiting = []
        }
    }

    private let state: Mutex<State>

    /// A gate for so many threads.
    init(members: Int) { state = Mutex(State(members: members)) }

    /// Waits until all others that are left are here too, and does something every second meanwhile.
    /// - Throws: what that throws: then the others still wait for this one, until it leaves.
    func pass(
        meanwhile: () throws(SessionError) -> Void
    ) throws(SessionError) {
        let own = Semaphore()
        state.withLock {
            $0.waiting.append(own)
            $0.openWhereFull()
        }
        while !own.wait(until: .after(seconds: 1)) {
            do throws(SessionError) { try meanwhile() } catch {
                state.withLock { $0.remove(own) }
                throw error
            }
        }
    }

    /// Goes without waiting, and is not waited for any more.
    func leave() {
        state.withLock {
            $0.members -= 1
            $0.openWhereFull()
        }
    }
}
