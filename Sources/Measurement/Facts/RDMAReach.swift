internal import Platform

/// Whether RDMA connections can be made to this host, and where: what decides what runs by default.
public enum RDMAReach: Sendable, Equatable {
    /// The address that a device listens at: that of its first active port which has one.
    case at(address: String, device: String)
    /// There are devices, and none listens anywhere: why not.
    case nowhere(String)
    /// There is no device.
    case noDevice

    /// That of this host.
    public static func ofThisHost() -> RDMAReach {
        of(HostTree(root: "/"), interfaceAddress: interfaceAddress)
    }

    static func interfaceAddress(_ interface: String) -> String? {
        // Where the kernel does not tell, there is none to listen at.
        do { return try NetworkInterface(interface).address() } catch { return nil }
    }

    /// Why RDMA cannot be used; nil where it can.
    public var obstacle: String? {
        switch self {
        case .at: nil
        case .nowhere(let reason): "\(reason) (bench doctor says what mends it)"
        case .noDevice: "this host has no RDMA device"
        }
    }

    /// - Parameters:
    ///   - device: the one device that may do; nil for any.
    ///   - interfaceAddress: the IP address of a network interface: InfiniBand has its addresses
    ///     nowhere else (IPoIB).
    static func of(
        _ tree: HostTree, device wanted: String? = nil, interfaceAddress: (String) -> String?
    ) -> RDMAReach {
        let devices = HostFacts.read(tree, .none).network.rdmaDevices.filter {
            wanted == nil || $0.name == wanted
        }
        guard let first = devices.first else { return .noDevice }
        var reason: String?
        for device in devices {
            for port in device.ports where port.isActive {
                if let address = port.address(of: device.name, tree, interfaceAddress) {
                    return .at(address: address, device: device.name)
                }
                reason = reason ?? "\(device.name) has no IP address \(port.wantedAddress)"
            }
        }
        let state = first.bestPort?.state ?? "without a port"
        return .nowhere(reason ?? "no RDMA port is active: \(first.name) is \(state)")
    }
}

extension RDMAPort {
    fileprivate func address(
        of device: String, _ tree: HostTree, _ interfaceAddress: (String) -> String?
    ) -> String? {
        guard isRoCE else { return interface.flatMap(interfaceAddress) }
        let texts = RDMAAddress.texts(device: device, port: number, root: tree.root)
        return gids.first(where: \.isRoutable).flatMap { texts[$0.index] }
    }

    fileprivate var wantedAddress: String {
        isRoCE ? "with RoCE v2" : "on its \(linkLayer ?? "unknown") port (IPoIB)"
    }
}
