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
            let found = try NetworkWay(towards: SocketAddress(host: host, port: 0))
            #expect(found.interface.name == "lo" && found.isWithinHost)
            #expect(found.from == "127.0.0.1")
        }
        let wire = Wire(towards: SocketAddress(host: "127.0.0.1", port: 9), device: nil)
        #expect(wire?.name == "lo")
    }

    @Test func anAddressThatIsNoneHasNoWay() {
        #expect(throws: SystemError.self) {
            try NetworkWay(towards: SocketAddress(host: "nonsense", port: 1))
        }
        #expect(Wire(towards: SocketAddress(host: "nonsense", port: 1), device: nil) == nil)
    }

    /// Pauses of the link and of priorities, in and out, no duration; marks, notifications and losses.
    @Test func congestionIsWhatTheDriversCount() throws {
        let device = "sys/class/infiniband/mlx5_0"
        let host = try tree(
            [
                "np_ecn_marked_roce_packets": "5", "np_cnp_sent": "6", "rp_cnp_handled": "7",
                "rp_cnp_ignored": "90", "out_of_sequence": "1", "packet_seq_err": "2",
            ], in: "\(device)/ports/1/hw_counters")
        try host.write("\(device)/ports/1/counters/port_rcv_data", "1")
        try host.write("\(device)/device/net/eth7/dev_port", "0")
        var wire = try #require(Wire(device: "mlx5_0", HostTree(root: host.root), .received))
        let statistics =
            [
                "rx_prio3_pause": 10, "tx_prio3_pause": 20, "rx_prio3_pause_duration": 999,
                "rx_global_pause": 3, "tx_packets": 12_345,
            ] as [String: UInt64]
        wire.probe = HardwareProbe(
            device: { _ in nil }, statistics: { $0 == "eth7" ? statistics : [:] })
        let before = wire.reading
        var use = before.use().congestion
        #expect(use.pauseFrames == 0)
        try host.write("\(device)/ports/1/hw_counters/np_ecn_marked_roce_packets", "105")
        try host.write("\(device)/ports/1/hw_counters/np_cnp_sent", "56")
        try host.write("\(device)/ports/1/hw_counters/packet_seq_err", "12")
        // A driver that was loaded anew.
        try host.write("\(device)/ports/1/hw_counters/rp_cnp_handled", "0")
        use = before.use().congestion
        #expect(use.ecnMarked == 100)
        #expect(use.cnpSent == 50)
        #expect(use.losses == 10)
        #expect(use.cnpHandled == nil)
        let counters = CongestionCounters(device: "mlx5_0", port: 1, HostTree(root: host.root))
        let now = counters.read(HostTree(root: host.root), wire.probe)
        #expect(now.pauseFrames == 33)
    }

    /// Loopback's driver counts nothing.
    @Test func whatNoDriverCountsIsEmpty() throws {
        let host = try tree(["tx_bytes": "100"], in: "sys/class/net/eth7/statistics")
        var wire = Wire(interface: "eth7", HostTree(root: host.root))
        wire.probe = .none
        #expect(wire.reading.use().congestion == CongestionUse())
    }
}
