internal import Synchronization

/// Why the waits of a link were ended, shared by its threads.
final class LinkStatus: Sendable {
    private let aborted = Atomic(false)
    private let peerGone = Atomic(false)

    func noteAbort() { aborted.store(true, ordering: .releasing) }

    func notePeerGone() { peerGone.store(true, ordering: .releasing) }

    /// The cause behind `error`: a link that is ended flushes its work, which says nothing.
    func explain(_ error: TransportError) -> TransportError {
        if aborted.load(ordering: .acquiring) { return .cancelled }
        guard peerGone.load(ordering: .acquiring) else { return error }
        return .closed(doing: "migrating over RDMA")
    }
}
