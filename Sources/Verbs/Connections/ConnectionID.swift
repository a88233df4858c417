internal import CVerbs
internal import Glibc
public import Platform

/// One end of a reliable connection, or a listener: an id of the connection manager.
///
/// A connecting end calls, in this order: `resolveAddress`, `resolveRoute`, makes its objects on
/// ``device()`` and a ``QueuePair``, posts receives, and calls `connect`. A listening end calls
/// `bind`, `listen` and `nextRequest`; each ``ConnectionRequest`` brings a connection of its own, on
/// which it makes a queue pair and calls `accept`, or `reject`.
///
/// Thread safety: one thread at a time, but `disconnect()` from any. Cleanup: `close()`, or deinit
/// after the queue pair and all that was made on its device.
@safe
public final class ConnectionID: @unchecked Sendable {
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<rdma_cm_id>
    /// Where its events arrive.
    public let events: ConnectionEventChannel

    /// Makes an id that is neither bound nor connected; `events` must not serve another.
    /// - Throws: ``VerbsError``.
    public init(on events: ConnectionEventChannel) throws(VerbsError) {
        var identifier: UnsafeMutablePointer<rdma_cm_id>?
        guard
            unsafe rdma_create_id(events.pointer, &identifier, nil, RDMA_PS_TCP) == 0,
            let identifier = unsafe identifier
        else { throw .call("rdma_create_id", code: errno, doing: "making a connection") }
        unsafe raw = identifier
        self.events = events
        events.life.retainChild()
    }

    /// Takes over the id of a peer's request and gives it events of its own.
    init(requested identifier: UnsafeMutablePointer<rdma_cm_id>) throws(VerbsError) {
        let events: ConnectionEventChannel
        do throws(VerbsError) { events = try ConnectionEventChannel() } catch {
            unsafe rdma_destroy_id(identifier)
            throw error
        }
        guard unsafe rdma_migrate_id(identifier, events.pointer) == 0 else {
            let code = errno
            unsafe rdma_destroy_id(identifier)
            throw .call("rdma_migrate_id", code: code, doing: "taking a connection")
        }
        unsafe raw = identifier
        self.events = events
        events.life.retainChild()
    }

    /// The device that leads to the address, opened by the connection manager, which keeps it open.
    ///
    /// The context keeps this connection alive; objects made on it fit all connections over the
    /// same device.
    /// - Throws: ``VerbsError`` with ENODEV before an address is resolved, or bound to one host's
    ///   address.
    public func device() throws(VerbsError) -> DeviceContext {
        guard let context = unsafe pointer.pointee.verbs else {
            throw .call(
                "rdma_cm_id.verbs", code: ENODEV, doing: "asking for a connection's device")
        }
        return unsafe DeviceContext(borrowed: context, from: self)
    }

    /// The port of the device, counted from 1; 0 before there is a device.
    public var portNumber: UInt8 { unsafe pointer.pointee.port_num }

    /// The TCP-like port that it is bound to; 0 where it is not.
    public var boundPort: UInt16 {
        UInt16(bigEndian: unsafe rdma_get_src_port(pointer))
    }

    /// The address of this end; nil before one is resolved or bound.
    public var localAddress: SocketAddress? {
        unsafe SocketAddress(
            reading: rdma_get_local_addr(pointer), byteCount: MemoryLayout<sockaddr_storage>.size)
    }

    /// What to wait on for the next event.
    public var readiness: PollSource {
        unsafe PollSource(descriptor: events.pointer.pointee.fd)
    }

    /// Takes the next event of this connection; nil when the deadline came first.
    /// - Throws: ``VerbsError``.
    public func nextEvent(until deadline: Deadline) throws(VerbsError) -> ConnectionEvent? {
        try events.take(until: deadline, doing: "waiting for a connection's event")?.event
    }

    /// Waits for `wanted`; every other event is an error.
    func expect(
        _ wanted: ConnectionEvent.Kind, until deadline: Deadline, doing: String
    ) throws(VerbsError) -> ConnectionEvent {
        guard let event = try events.take(until: deadline, doing: doing)?.event else {
            throw .timedOut(doing: doing)
        }
        switch event.kind {
        case wanted where event.status == 0: return event
        case .rejected:
            throw .rejected(
                reason: event.status, privateData: event.privateData, doing: doing)
        case _ where event.status == -ETIMEDOUT && event.kind.rawValue < Self.firstOfConnecting:
            throw .timedOut(doing: doing)
        default: throw .event(event.kind, code: event.status, doing: doing)
        }
    }

    /// Kinds below are about addresses and routes, whose time limit is our own.
    private static let firstOfConnecting = ConnectionEvent.Kind.connectRequest.rawValue

    /// Waits a shorter or longer time for each acknowledgement: 4.096 µs times 2 to the power of
    /// `exponent`, 0 to 31, before the packet counts as lost.
    ///
    /// To be called before `connect` or `accept`; without it the device's default holds.
    /// - Throws: ``VerbsError``.
    public func setAcknowledgementTimeout(exponent: UInt8) throws(VerbsError) {
        var value = exponent
        let result = unsafe rdma_set_option(
            pointer, Int32(RDMA_OPTION_ID),
            Int32(RDMA_OPTION_ID_ACK_TIMEOUT), &value, 1)
        guard result == 0 else {
            throw .call("rdma_set_option", code: errno, doing: "setting a connection's patience")
        }
    }

    /// Ends the connection: both ends see ``ConnectionEvent/Kind/disconnected``, and what is posted
    /// completes as flushed.
    /// - Throws: ``VerbsError``; not where the connection or its device is gone already.
    public func disconnect() throws(VerbsError) {
        guard unsafe rdma_disconnect(pointer) != 0 else { return }
        let code = errno
        let isGone = Lifetime.outcome(ofDestroying: code) == 0
        if isGone || code == EINVAL || code == ENOTCONN { return }
        throw .call("rdma_disconnect", code: code, doing: "ending a connection")
    }

    /// Gives the id back; a connection that still stands is cut.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError`` with EBUSY while its queue pair or something on its device is open.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call("rdma_destroy_id", code: code, doing: "closing a connection")
        }
    }

    @inline(__always)
    var pointer: UnsafeMutablePointer<rdma_cm_id> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            let refusal = unsafe rdma_destroy_id(raw) == 0 ? 0 : errno
            let code = Lifetime.outcome(ofDestroying: refusal)
            if code == 0 { events.life.releaseChild() }
            return code
        }
    }

    deinit {
        // All that hung on it is gone by now; what the kernel refuses, it takes back at exit.
        _ = closeOnce()
    }
}
