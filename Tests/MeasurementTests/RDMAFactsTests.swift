import FoundationEssentials
import Testing

@testable import Measurement

/// What is read of RDMA devices.
@Suite struct RDMAFactsTests {
    private func devices(
        _ files: [String: String?], _ probe: HardwareProbe = .none
    ) throws -> [RDMADevice] {
        let tree = try FakeTree(files)
        return HostFacts.read(HostTree(root: tree.root), probe).network.rdmaDevices
    }

    @Test func aCardShowsItsPort() throws {
        let device = try #require(try devices(labHost).first)
        #expect(device.numaNode == 1 && !device.isSoftware && device.isActive)
        let port = try #require(device.bestPort)
        #expect(port.number == 1 && port.state == "ACTIVE" && port.physicalState == "LinkUp")
        #expect(port.linkLayer == "Ethernet" && port.rateMbps == 100_000)
        #expect(port.interface == "ens1f0")
        #expect(
            port.gids == [
                RDMAAddress(index: 0, kind: "RoCE v1", family: "link-local", interface: "ens1f0"),
                RDMAAddress(index: 1, kind: "RoCE v2", family: "link-local", interface: "ens1f0"),
                RDMAAddress(index: 2, kind: "RoCE v1", family: "IPv4", interface: "ens1f0"),
                RDMAAddress(index: 3, kind: "RoCE v2", family: "IPv4", interface: "ens1f0"),
            ])
        #expect(port.gids.map(\.isRoutable) == [false, false, false, true])
    }

    @Test func onlyCountersThatTellOfCongestionAreKept() throws {
        let port = try #require(try devices(labHost).first?.bestPort)
        #expect(
            port.counters == [
                "np_ecn_marked_roce_packets": 12, "np_cnp_sent": 30, "out_of_sequence": 0,
                "port_xmit_wait": 0,
            ])
    }

    @Test func whatNoFileTellsIsAsked() throws {
        let probe = HardwareProbe(
            device: { name in
                guard name == "mlx5_0" else { return nil }
                return .init(
                    hasOnDemandPaging: true, maximumWorkRequests: 8192,
                    mtu: [1: (active: 1024, maximum: 4096)])
            },
            statistics: { interface in
                guard interface == "ens1f0" else { return [:] }
                return [
                    "rx_prio3_pause": 5, "rx_prio3_pause_duration": 700, "tx_prio3_pause": 2,
                    "rx_prio3_pause_transition": 9, "rx_bytes": 1, "rx_pause_ctrl_phy": 3,
                ]
            })
        let device = try #require(try devices(labHost, probe).first)
        #expect(device.hasOnDemandPaging == true && device.maximumWorkRequests == 8192)
        let port = try #require(device.bestPort)
        #expect(port.activeMTUBytes == 1024 && port.maximumMTUBytes == 4096)
        #expect(port.pauses == 7)
        #expect(port.counters["rx_prio3_pause_duration"] == nil && port.counters["rx_bytes"] == nil)
        // Nobody answers in a made-up tree.
        #expect(try devices(labHost).first?.bestPort?.activeMTUBytes == nil)
    }

    @Test(arguments: [
        ("rx_prio3_pause", true), ("rx_pfc_ena_frames_pri3", true),
        ("tx_priority_3_xoff.nic", true), ("rx_prio0_bytes", false), ("tx_pause", false),
        ("rx_prio3_pause_duration", false),
    ])
    func priorityPausesAreKnownByTheirNames(name: String, isPause: Bool) {
        #expect(RDMACounters.isPause(name) == isPause)
    }

    /// Addresses are for the user's screen, not for the environment of a suite.
    @Test func addressesStayOutOfTheFacts() throws {
        let tree = try FakeTree(labHost)
        let json = try JSONEncoder().encode(HostFacts.read(root: tree.root))
        let text = String(decoding: json, as: UTF8.self)
        for secret in ["fe80", "c000", "192.0.2", "4e5f"] {
            #expect(!text.lowercased().contains(secret), "\(secret)")
        }
        #expect(
            RDMAAddress.texts(device: "mlx5_0", port: 1, root: tree.root) == [
                0: "fe80::a1b:2cff:fe3d:4e5f", 1: "fe80::a1b:2cff:fe3d:4e5f",
                2: "192.0.2.7", 3: "192.0.2.7",
            ])
    }

    @Test(arguments: [
        ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
        ("0000:0000:0000:0000:0000:0000:0000:0001", "::1"),
        ("2001:0db8:0001:0002:0003:0004:0000:0005", "2001:db8:1:2:3:4:0:5"),
        ("fe80:0000:0000:0000:0000:0000:0000:0000", "fe80::"),
        ("0000:0000:0000:0000:0000:ffff:0a4d:0001", "10.77.0.1"),
    ])
    func addressesAreWrittenAsPeopleDo(gid: String, text: String) throws {
        let tree = try FakeTree(["sys/class/infiniband/a/ports/1/gids/7": gid + "\n"])
        #expect(RDMAAddress.texts(device: "a", port: 1, root: tree.root) == [7: text])
    }

    @Test func aSecondPortIsUsedWhereTheFirstIsDown() throws {
        var files = roceDevice("mlx5_0", interface: "ens1f0", state: "1: DOWN")
        files["sys/class/infiniband/mlx5_0/ports/2/state"] = "4: ACTIVE\n"
        let device = try #require(try devices(files).first)
        #expect(device.ports.map(\.number) == [1, 2])
        #expect(device.isActive && device.bestPort?.number == 2)
    }

    @Test func softRoCEIsKnownByItsParent() throws {
        let port = "sys/class/infiniband/rxe0/ports/1"
        let device = try #require(
            try devices([
                "sys/class/infiniband/rxe0/parent": "eth0\n",
                "sys/class/infiniband/rxe0/device/numa_node": "-1\n",
                "\(port)/state": "4: ACTIVE\n",
                "\(port)/link_layer": "Ethernet\n",
            ]).first)
        #expect(device.isSoftware && device.numaNode == nil)
        #expect(device.bestPort?.interface == "eth0")
    }

    @Test func infiniBandHasNoRoCE() throws {
        let port = "sys/class/infiniband/ib0/ports/1"
        let device = try #require(
            try devices([
                "sys/class/infiniband/ib0/device/net/ibp1s0/mtu": "2044\n",
                "\(port)/state": "2: INIT\n", "\(port)/link_layer": "InfiniBand\n",
                "\(port)/gids/0": "fe80:0000:0000:0000:506b:4b03:00ab:cdef\n",
                "\(port)/gid_attrs/types/0": "InfiniBand\n",
            ]).first)
        let found = try #require(device.bestPort)
        #expect(found.gids == [RDMAAddress(index: 0, kind: "InfiniBand", family: "GUID")])
        #expect(!device.isActive && !found.isRoCE && found.interface == "ibp1s0")
    }
}
