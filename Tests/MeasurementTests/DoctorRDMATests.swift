import Testing

@testable import Measurement

/// What the doctor says of RDMA devices, and how to mend it.
@Suite struct DoctorRDMATests {
    /// The lab host with a card that answers.
    private func facts(_ change: (inout RDMAPort) -> Void = { _ in }) throws -> HostFacts {
        let tree = try FakeTree(labHost)
        var facts = HostFacts.read(root: tree.root)
        var port = facts.network.rdmaDevices[0].ports[0]
        port.activeMTUBytes = 4096
        port.maximumMTUBytes = 4096
        change(&port)
        facts.network.rdmaDevices[0].ports = [port]
        return facts
    }

    private func finding(_ topic: Finding.Topic, _ facts: HostFacts) throws -> Finding {
        try #require(Doctor.findings(for: facts).first { $0.topic == topic })
    }

    @Test func aGoodCardIsFine() throws {
        let facts = try facts()
        for topic in [Finding.Topic.rdma, .rdmaAddresses, .rdmaMTU, .rdmaCongestion] {
            #expect(try finding(topic, facts).state == .ok, "\(topic)")
        }
        #expect(try finding(.rdma, facts).observed == "mlx5_0 100 Gb/s RoCE v2 MTU 4096 NUMA 1")
        #expect(try finding(.rdmaAddresses, facts).observed == "mlx5_0: RoCE v2 over IPv4")
        #expect(try finding(.rdmaMTU, facts).observed == "mlx5_0 MTU 4096")
        #expect(
            try finding(.rdmaCongestion, facts).observed
                == "mlx5_0 ECN and CNP 42, waits 0, losses 0")
    }

    @Test(arguments: [
        (2500, "rxe0 2.5 Gb/s"), (100_000, "rxe0 100 Gb/s"), (100, "rxe0 100 Mb/s"),
        (nil, "rxe0"),
    ])
    func speedsHaveTheUnitThatPeopleUse(mbps: Int?, text: String) throws {
        var facts = HostFacts()
        facts.network.rdmaDevices = [RDMADevice(name: "rxe0", ports: [RDMAPort(rateMbps: mbps)])]
        #expect(try finding(.rdma, facts).observed == text)
    }

    @Test func manyDevicesAreOnlyNamedInTheLine() throws {
        var facts = HostFacts()
        facts.network.rdmaDevices = (0..<3).map {
            RDMADevice(name: "mlx5_\($0)", ports: [RDMAPort(rateMbps: 100_000)])
        }
        #expect(Doctor.summary(of: facts).contains("mlx5_0 and mlx5_1 and mlx5_2"))
        facts.network.rdmaDevices.removeLast()
        #expect(Doctor.summary(of: facts).contains("mlx5_0 100 Gb/s and mlx5_1 100 Gb/s"))
    }

    @Test func withoutADeviceTheLabIsNamed() throws {
        let none = try finding(.rdma, HostFacts())
        #expect(none.state == .warning && none.remedy == "bench lab run")
    }

    @Test func aPortThatIsDownIsSwitchedOn() throws {
        let facts = try facts {
            $0.state = "DOWN"
            $0.physicalState = "Disabled"
        }
        let down = try finding(.rdma, facts)
        #expect(down.state == .problem)
        #expect(down.observed == "mlx5_0 100 Gb/s RoCE v2 MTU 4096 NUMA 1 DOWN")
        #expect(down.remedy == "sudo ip link set dev ens1f0 up")
        #expect(
            !Doctor.findings(for: facts).contains { $0.topic == .rdmaMTU },
            "the packets of a port that is down are no matter")
    }

    @Test func aPortThatLooksForALinkNeedsACable() throws {
        let polling = try finding(
            .rdma,
            facts {
                $0.state = "DOWN"
                $0.physicalState = "Polling"
            })
        #expect(polling.reason?.contains("no cable") == true && polling.remedy == nil)
    }

    @Test func infiniBandNeedsASubnetManager() throws {
        let waiting = try finding(
            .rdma,
            facts {
                $0.state = "INIT"
                $0.linkLayer = "InfiniBand"
            })
        #expect(waiting.state == .problem && waiting.remedy == "sudo systemctl start opensm")
    }

    @Test func oneActiveDeviceIsEnough() throws {
        var facts = try facts()
        facts.network.rdmaDevices.insert(
            RDMADevice(
                name: "mlx5_1", ports: [RDMAPort(state: "DOWN", linkLayer: "Ethernet")]), at: 0)
        #expect(try finding(.rdma, facts).state == .ok)
        #expect(try finding(.rdmaMTU, facts).observed == "mlx5_0 MTU 4096")
    }

    @Test func softwareEmulationIsToldApart() throws {
        var facts = try facts()
        facts.network.rdmaDevices[0].isSoftware = true
        #expect(try finding(.rdma, facts).state == .warning)
        #expect(try finding(.rdma, facts).reason?.contains("software emulation") == true)
    }

    @Test func anAddressIsNeeded() throws {
        let facts = try facts { port in port.gids.removeAll(where: \.isRoutable) }
        let found = try finding(.rdmaAddresses, facts)
        #expect(found.state == .problem)
        #expect(found.observed == "mlx5_0: RoCE v1, RoCE v2, no IP address")
        #expect(found.remedy == "sudo ip address add 192.0.2.1/24 dev ens1f0")
        let none = try finding(.rdmaAddresses, try self.facts { $0.gids = [] })
        #expect(none.observed == "mlx5_0: no address")
    }

    @Test func smallPacketsComeFromASmallFrame() throws {
        let small = try finding(.rdmaMTU, facts { $0.activeMTUBytes = 1024 })
        #expect(small.state == .warning && small.observed == "mlx5_0 MTU 1024 of 4096")
        #expect(small.reason?.contains("ens1f0, which has an MTU of 1500") == true)
        #expect(small.remedy == "sudo ip link set dev ens1f0 mtu 9000")
        let unknown = try finding(.rdmaMTU, facts { $0.activeMTUBytes = nil })
        #expect(unknown.state == .warning && unknown.observed == "mlx5_0 MTU unknown")
    }

    @Test func lossesAndPausesAreShown() throws {
        let lossy = try finding(
            .rdmaCongestion,
            facts {
                $0.counters = ["out_of_sequence": 3, "rx_prio3_pause": 5, "tx_prio3_pause": 1]
            })
        #expect(lossy.state == .warning && lossy.observed == "mlx5_0 PFC pauses 6, losses 3")
        let silent = try finding(.rdmaCongestion, facts { $0.counters = [:] })
        #expect(silent.state == .warning && silent.observed == "mlx5_0 counts nothing")
    }
}
