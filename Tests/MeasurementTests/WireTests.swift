import Platform
import Testing

@testable import Measurement

/// What the card counts: read before and after.
@Suite struct WireTests {
    private func tree(_ counters: [String: String], in folder: String) throws -> FakeTree {
        try FakeTree(Dictionary(uniqueKeysWithValues: counters.map { ("\(folder)/\($0)", $1) }))
    }

    @Test func anInterfaceCountsWhatItSent() throws {
        let folder = "sys/class/net/eth7/statistics"
        let host = try tree(
            ["tx_bytes": "100\n", "tx_packets": "3\n", "tx_dropped": "1\n", "rx_dropped": "2\n"],
            in: folder)
        let wire = Wire(interface: "eth7", HostTree(root: host.root))
        let before = wire.reading
        try host.write("\(folder)/tx_bytes", "5100\n")
        try host.write("\(folder)/tx_packets", "8\n")
        try host.write("\(folder)/rx_dropped", "6\n")
        #expect(before.use() == WireUse(name: "eth7", bytes: 5000, packets: 5, drops: 4))
    }

    @Test func theDestinationCountsWhatItReceived() throws {
        let net = "sys/class/net/eth7/statistics"
        let port = "sys/class/infiniband/mlx5_0/ports/1/counters"
        let host = try tree(["rx_bytes": "100", "rx_packets": "3", "tx_bytes": "7"], in: net)
        try host.write("\(port)/port_rcv_data", "100")
        let tree = HostTree(root: host.root)
        let wires = try [
            Wire(interface: "eth7", tree, .received),
            #require(Wire(device: "mlx5_0", tree, .received)),
        ]
        let before = wires.map(\.reading)
        let counters = wires.compactMap(\.byteCounter)
        #expect(counters.map(\.bytes) == [100, 400])
        try host.write("\(net)/rx_bytes", "300")
        try host.write("\(net)/rx_packets", "4")
        try host.write("\(port)/port_rcv_data", "200")
        #expect(before.map { $0.use().bytes } == [200, 400])
        #expect(before[0].use().packets == 1)
        #expect(Wire(device: "mlx5_0", tree, .sent) == nil)
    }

    @Test func adaptersCountInFourOctets() throws {
        let folder = "sys/class/infiniband/mlx5_0/ports/1/counters"
        let host = try tree(["port_xmit_data": "10", "port_xmit_packets": "1"], in: folder)
        let wire = try #require(Wire(device: "mlx5_0", HostTree(root: host.root)))
        let before = wire.reading
        try host.write("\(folder)/port_xmit_data", "1010")
        try host.write("\(folder)/port_xmit_packets", "5")
        #expect(before.use() == WireUse(name: "mlx5_0", bytes: 4000, packets: 4, drops: nil))
    }

    /// What RDMA sends is not to be seen at an adapter's network interface: no figure is better.
    @Test func anAdapterThatDoesNotCountIsNotMistakenForItsInterface() throws {
        let host = try tree(["tx_bytes": "1"], in: "sys/class/net/lo/statistics")
        try host.write("sys/class/infiniband/irdma0/ports/1/state", "4: ACTIVE")
        let counters = "counters/port_xmit_data"
        for port in [1, 2] {
            try host.write("sys/class/infiniband/mlx4_0/ports/\(port)/\(counters)", "5")
        }
        let address = SocketAddress(host: "127.0.0.1", port: 9)
        for device in ["irdma0", "mlx4_0", "none"] {
            #expect(Wire(towards: address, device: device, root: host.root) == nil, "\(device)")
        }
        #expect(Wire(towards: address, device: nil, root: host.root)?.name == "lo")
    }

    @Test func softRoCECountsAtItsInterface() throws {
        let host = try tree(["parent": "eth7\n"], in: "sys/class/infiniband/rxe0")
        #expect(Wire(device: "rxe0", HostTree(root: host.root))?.name == "eth7")
    }

    @Test func whatDoesNotCountIsEmpty() throws {
        let host = try tree(["tx_bytes": "100"], in: "sys/class/net/eth7/statistics")
        let wire = Wire(interface: "eth7", HostTree(root: host.root))
        let before = wire.reading
        // Made anew, an interface begins at 0.
        try host.write("sys/class/net/eth7/statistics/tx_bytes", "7")
        #expect(before.use() == WireUse(name: "eth7", bytes: nil, packets: nil, drops: nil))
        #expect(Wire(device: "rxe0", HostTree(root: host.root)) == nil)
    }

    @Test func thisHostReachesItselfByLoopback() throws {
        for host in ["127.0.0.1", "127.0.0.53"] {
            let found = try NetworkInterface.towards(SocketAddress(host: host, port: 0))
            #expect(found.name == "lo")
        }
        let wire = Wire(towards: SocketAddress(host: "127.0.0.1", port: 9), device: nil)
        #expect(wire?.name == "lo")
    }

    @Test func anAddressThatIsNoneHasNoWay() {
        #expect(throws: SystemError.self) {
            try NetworkInterface.towards(SocketAddress(host: "nonsense", port: 1))
        }
        #expect(Wire(towards: SocketAddress(host: "nonsense", port: 1), device: nil) == nil)
    }
}
