internal import Platform
internal import Synchronization
internal import Verbs

/// Watches the connections of a migration for the end of the peer, on a thread of its own: the
/// connection manager tells of it, but does not end what waits for completions.
final class ConnectionWatch: Sendable {
    private let isStopped = Atomic(false)
    private let thread = Mutex<NativeThread?>(nil)

    /// Between two looks at whether it is to stop, in seconds; events are seen at once.
    private static let lookSeconds = 0.1

    /// Begins to watch.
    init(_ links: [RDMALink]) throws(TransportError) {
        let thread = try system { () throws(SystemError) in
            try NativeThread(name: "rdma-watch") { [self] in run(links) }
        }
        self.thread.withLock { $0 = thread }
    }

    /// Stops watching, and waits for the thread.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        let thread = thread.withLock { $0 }
        do { try thread?.join(until: .after(seconds: 10)) } catch {
            fatalError("the watch over RDMA connections does not end: \(error)")
        }
    }

    private func run(_ links: [RDMALink]) {
        var watched = links
        while !isStopped.load(ordering: .acquiring) {
            do {
                let ready = try PollSource.wait(
                    watched.map(\.connection.readiness), until: .after(seconds: Self.lookSeconds))
                for index in ready.reversed() where try isOver(watched[index]) {
                    watched.remove(at: index)
                }
            } catch {
                // Without the watch, nobody would end the waits.
                for link in links { link.peerHasGone() }
                return
            }
        }
    }

    /// Takes an event; true when no more are of interest.
    private func isOver(_ link: RDMALink) throws(VerbsError) -> Bool {
        guard let event = try link.connection.nextEvent(until: .after(seconds: 0)) else {
            return false
        }
        if event.kind == .timeWaitExit { return true }
        link.peerHasGone()
        return false
    }
}
