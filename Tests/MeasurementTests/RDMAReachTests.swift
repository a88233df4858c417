import Testing

@testable import Measurement

/// Where a host can be reached over RDMA, and why it cannot.
@Suite struct RDMAReachTests {
    private func reach(
        _ files: [String: String?], interfaces: [String: String] = [:]
    ) throws -> RDMAReach {
        let tree = try FakeTree(files)
        return RDMAReach.of(HostTree(root: tree.root)) { interfaces[$0] }
    }

    /// A device on InfiniBand with two ports, the second of which is active.
    private static let infiniBand: [String: String?] = {
        let device = "sys/class/infiniband/mlx4_0"
        return [
            "\(device)/device/net/ib0/dev_port": "0\n", "\(device)/device/net/ib1/dev_port": "1\n",
            "\(device)/ports/1/state": "1: DOWN\n",
            "\(device)/ports/1/link_layer": "InfiniBand\n",
            "\(device)/ports/2/state": "4: ACTIVE\n",
            "\(device)/ports/2/link_layer": "InfiniBand\n",
            "\(device)/ports/2/gids/0": "fe80:0000:0000:0000:506b:4b03:00ab:cdef\n",
        ]
    }()

    @Test func aCardListensAtItsRoutableAddress() throws {
        #expect(try reach(labHost) == .at(address: "192.0.2.7", device: "mlx5_0"))
    }

    @Test func withoutADeviceThatIsSaid() throws {
        let found = try reach(bareContainer)
        #expect(found == .noDevice)
        #expect(found.obstacle == "this host has no RDMA device")
    }

    /// The folder in /sys is there all the same.
    @Test func aPortThatIsDownListensNowhere() throws {
        let found = try reach(roceDevice("mlx5_0", interface: "ens1f0", state: "1: DOWN"))
        #expect(found == .nowhere("no RDMA port is active: mlx5_0 is DOWN"))
        #expect(found.obstacle?.contains("bench doctor says what mends it") == true)
    }

    @Test func aPortWithoutAnIPAddressListensNowhere() throws {
        var files = roceDevice("mlx5_0", interface: "ens1f0")
        for index in 2...3 {
            files.removeValue(forKey: "sys/class/infiniband/mlx5_0/ports/1/gids/\(index)")
        }
        // The address of the interface is none of the device's, unless it is in its table.
        #expect(
            try reach(files, interfaces: ["ens1f0": "192.0.2.7"])
                == .nowhere("mlx5_0 has no IP address with RoCE v2"))
    }

    @Test func infiniBandListensAtTheAddressOfItsPortsInterface() throws {
        let addresses = ["ib0": "192.0.2.1", "ib1": "192.0.2.2"]
        #expect(
            try reach(Self.infiniBand, interfaces: addresses)
                == .at(address: "192.0.2.2", device: "mlx4_0"))
        #expect(
            try reach(Self.infiniBand)
                == .nowhere("mlx4_0 has no IP address on its InfiniBand port (IPoIB)"))
    }

    @Test func aSecondDeviceIsUsedWhereTheFirstListensNowhere() throws {
        let down = roceDevice("mlx5_0", interface: "ens1f0", state: "1: DOWN")
        let files = down.merging(roceDevice("mlx5_1", interface: "ens1f1")) { $1 }
        #expect(try reach(files) == .at(address: "192.0.2.7", device: "mlx5_1"))
    }
}
