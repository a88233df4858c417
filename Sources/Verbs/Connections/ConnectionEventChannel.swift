internal import CVerbs
internal import Glibc
internal import Platform

/// A descriptor on which the connection manager reports events.
///
/// A channel serves one ``ConnectionID``, so that an event needs no looking up.
///
/// Thread safety: one thread waits at a time; `close()` once nobody uses it. Cleanup: `close()`, or
/// deinit after its connection.
@safe
public final class ConnectionEventChannel: @unchecked Sendable {
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<rdma_event_channel>

    /// Opens a channel.
    /// - Throws: ``VerbsError``, with ENODEV where the kernel has no RDMA connection manager.
    public init() throws(VerbsError) {
        let doing = "opening the RDMA connection manager"
        guard let channel = unsafe rdma_create_event_channel() else {
            throw .call("rdma_create_event_channel", code: errno, doing: doing)
        }
        // Waiting is poll(2)'s part, which has a deadline.
        guard unsafe verbs_set_nonblocking(channel.pointee.fd) == 0 else {
            let code = errno
            unsafe rdma_destroy_event_channel(channel)
            throw .call("fcntl", code: code, doing: doing)
        }
        unsafe raw = channel
    }

    /// An event, and the id that came with it where a peer wants to connect.
    @safe
    struct Arrival {
        let event: ConnectionEvent
        let newIdentifier: UnsafeMutablePointer<rdma_cm_id>?
    }

    /// Takes one event, copies it and acknowledges it; nil when the deadline came first.
    func take(until deadline: Deadline, doing: String) throws(VerbsError) -> Arrival? {
        let descriptor = unsafe pointer.pointee.fd
        while try DescriptorWait.untilReadable(descriptor, until: deadline, doing: doing) {
            var event: UnsafeMutablePointer<rdma_cm_event>?
            if unsafe rdma_get_cm_event(pointer, &event) == 0, let event = unsafe event {
                let arrival = unsafe Self.copy(event)
                guard unsafe rdma_ack_cm_event(event) == 0 else {
                    throw .call("rdma_ack_cm_event", code: errno, doing: doing)
                }
                return arrival
            }
            let code = errno
            if code != EAGAIN && code != EINTR {
                throw .call("rdma_get_cm_event", code: code, doing: doing)
            }
        }
        return nil
    }

    private static func copy(_ event: UnsafeMutablePointer<rdma_cm_event>) -> Arrival {
        var privateData: [UInt8] = []
        if unsafe verbs_event_has_connection(event) != 0 {
            let parameters = unsafe event.pointee.param.conn
            if let data = unsafe parameters.private_data {
                let count = unsafe Int(parameters.private_data_len)
                privateData = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: count))
            }
        }
        let kind = ConnectionEvent.Kind(rawValue: unsafe event.pointee.event.rawValue)
        return unsafe Arrival(
            event: ConnectionEvent(
                kind: kind, status: event.pointee.status, privateData: privateData),
            newIdentifier: kind == .connectRequest ? event.pointee.id : nil)
    }

    /// Gives the channel back.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError`` with EBUSY while its connection is open.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call(
                "rdma_destroy_event_channel", code: code, doing: "closing a connection's events")
        }
    }

    @inline(__always)
    var pointer: UnsafeMutablePointer<rdma_event_channel> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            unsafe rdma_destroy_event_channel(raw)
            return 0
        }
    }

    deinit {
        // All that hung on it is gone by now, so nothing can refuse.
        _ = closeOnce()
    }
}
