internal import CVerbs
internal import Glibc

/// An open RDMA device: what protection domains, completion channels and queues are made in.
///
/// It was opened from a ``DeviceList``, or belongs to the connection manager, which opens a device
/// by itself: see ``ConnectionID/device()``.
///
/// Thread safety: all calls from any thread; `close()` once nobody uses it. Cleanup: `close()`, or
/// deinit after all that was made in it; a borrowed one is left to the connection manager.
@safe
public final class DeviceContext: @unchecked Sendable {
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<ibv_context>
    /// The connection that a borrowed context belongs to; nil where it is our own.
    private let lender: ConnectionID?

    init(opened context: UnsafeMutablePointer<ibv_context>) {
        unsafe raw = context
        lender = nil
    }

    init(borrowed context: UnsafeMutablePointer<ibv_context>, from lender: ConnectionID) {
        unsafe raw = context
        self.lender = lender
        lender.life.retainChild()
    }

    /// The kernel's name, for example `mlx5_0` or `rxe0`.
    public var name: String {
        let device = unsafe pointer.pointee.device
        return unsafe ibv_get_device_name(device).map { unsafe String(cString: $0) } ?? "unnamed"
    }

    /// Asks the device what it can do.
    /// - Throws: ``VerbsError``.
    public func capabilities() throws(VerbsError) -> DeviceCapabilities {
        var attributes = ibv_device_attr_ex()
        let code = unsafe ibv_query_device_ex(pointer, nil, &attributes)
        guard code == 0 else {
            throw .call("ibv_query_device_ex", code: code, doing: "asking what \(name) can do")
        }
        return DeviceCapabilities(attributes)
    }

    /// Asks for the state of all ports.
    /// - Throws: ``VerbsError``.
    public func ports() throws(VerbsError) -> [PortState] {
        var found: [PortState] = []
        for number in 1...max(1, try capabilities().portCount) {
            found.append(try port(UInt8(clamping: number)))
        }
        return found
    }

    /// Asks for the state of port `number`, counted from 1.
    /// - Throws: ``VerbsError``.
    public func port(_ number: UInt8) throws(VerbsError) -> PortState {
        var attributes = ibv_port_attr()
        let code = unsafe verbs_query_port(pointer, number, &attributes)
        guard code == 0 else {
            throw .call(
                "ibv_query_port", code: code, doing: "asking for port \(number) of \(name)")
        }
        return PortState(number: number, attributes)
    }

    /// Asks for the addresses that the ports have.
    /// - Throws: ``VerbsError``.
    public func gidTable() throws(VerbsError) -> [GIDEntry] {
        let room = try ports().reduce(0) { $0 + $1.gidTableLength }
        guard room > 0 else { return [] }
        var entries = [ibv_gid_entry](repeating: ibv_gid_entry(), count: room)
        let count = unsafe ibv_query_gid_table(pointer, &entries, room, 0)
        guard count >= 0 else {
            throw .call(
                "ibv_query_gid_table", code: Int32(-count),
                doing: "reading the GID table of \(name)")
        }
        return entries[..<count].map { GIDEntry($0) }
    }

    /// Gives the device back.
    ///
    /// Closing again does nothing.
    /// - Throws: ``VerbsError`` with EBUSY while something made in it is open.
    public func close() throws(VerbsError) {
        let code = closeOnce()
        guard code == 0 else {
            throw .call("ibv_close_device", code: code, doing: "closing a device")
        }
    }

    @inline(__always)
    var pointer: UnsafeMutablePointer<ibv_context> {
        life.mustBeOpen()
        return unsafe raw
    }

    private func closeOnce() -> Int32 {
        life.close {
            if let lender {
                lender.life.releaseChild()
                return 0
            }
            let refusal = unsafe ibv_close_device(raw) == 0 ? 0 : errno
            return Lifetime.outcome(ofDestroying: refusal)
        }
    }

    deinit {
        // All that hung on it is gone by now; what the kernel refuses, it takes back at exit.
        _ = closeOnce()
    }
}
