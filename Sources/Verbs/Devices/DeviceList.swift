internal import CVerbs
internal import Glibc
internal import Platform

/// The RDMA devices of this host.
///
/// Thread safety: constant after creation. Cleanup: freed when the list and all ``Device`` objects
/// of it are gone.
public final class DeviceList: Sendable {
    private let storage: Storage

    /// Asks the kernel for the devices; a host without any gives an empty list only where its
    /// kernel knows RDMA.
    /// - Throws: ``VerbsError``, with ENOSYS where the kernel knows no RDMA.
    public init() throws(VerbsError) {
        var count: Int32 = 0
        guard let list = unsafe ibv_get_device_list(&count) else {
            throw .call("ibv_get_device_list", code: errno, doing: "looking for RDMA devices")
        }
        unsafe storage = Storage(list: list, count: Int(count))
    }

    /// The devices, in the library's order.
    public var devices: [Device] { (0..<storage.count).map { Device(list: storage, index: $0) } }

    /// Whether RDMA can be used here: there is a device, and the kernel connects.
    public static var hasDevice: Bool { reasonForNone == nil }

    /// Why RDMA cannot be used here; nil where it can.
    public static var reasonForNone: String? {
        do {
            let list = try DeviceList()
            guard list.storage.count > 0 else { return "this host has no RDMA device" }
            try ConnectionEventChannel().close()
            return nil
        } catch {
            return reason(for: error)
        }
    }

    /// The words for what `DeviceList()` and `ConnectionEventChannel()` throw.
    static func reason(for error: VerbsError) -> String {
        switch error {
        case .call("ibv_get_device_list", code: ENOSYS, doing: _, advice: _):
            "the kernel has no RDMA support or its modules are not loaded (ib_uverbs)"
        case .call("rdma_create_event_channel", code: ENODEV, doing: _, advice: _),
            .call("rdma_create_event_channel", code: ENOENT, doing: _, advice: _):
            "the kernel's RDMA connection manager is not loaded (rdma_ucm)"
        case .call("rdma_create_event_channel", code: EACCES, doing: _, advice: _):
            "this user may not open /dev/infiniband/rdma_cm"
        default: error.description
        }
    }

    /// Owner of the C list.
    @safe
    final class Storage: @unchecked Sendable {
        // Unchecked because the list is never written after it was made.
        let list: UnsafeMutablePointer<UnsafeMutablePointer<ibv_device>?>
        let count: Int

        init(list: UnsafeMutablePointer<UnsafeMutablePointer<ibv_device>?>, count: Int) {
            unsafe self.list = list
            self.count = count
        }

        deinit { unsafe ibv_free_device_list(list) }
    }
}

/// One RDMA device of a ``DeviceList``, not opened yet.
///
/// Thread safety: constant. Cleanup: nothing of its own; it keeps its list alive.
public struct Device: Sendable {
    private let list: DeviceList.Storage
    private let index: Int

    init(list: DeviceList.Storage, index: Int) {
        self.list = list
        self.index = index
    }

    /// The kernel's name, for example `mlx5_0` or `rxe0`.
    public var name: String {
        unsafe ibv_get_device_name(pointer).map { unsafe String(cString: $0) } ?? "unnamed"
    }

    /// Opens the device.
    /// - Throws: ``VerbsError``, for example EACCES where the user may not.
    public func open() throws(VerbsError) -> DeviceContext {
        guard let context = unsafe ibv_open_device(pointer) else {
            let code = errno
            let advice = code == EACCES ? "may this user open /dev/infiniband/uverbs*?" : nil
            throw .call(
                "ibv_open_device", code: code, doing: "opening device \(name)", advice: advice)
        }
        return unsafe DeviceContext(opened: context)
    }

    // The list has as many entries as it said.
    private var pointer: UnsafeMutablePointer<ibv_device> { unsafe list.list[index]! }
}
