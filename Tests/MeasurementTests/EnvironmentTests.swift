import Platform
import Testing

@testable import Measurement

/// Shows the text that would be hashed, and is long enough.
private func hexOf(_ text: String) -> String {
    var hash: UInt64 = 5381
    for byte in text.utf8 { hash = hash &* 33 &+ UInt64(byte) }
    return "00000000" + String(hash, radix: 16, uppercase: true)
}

@Suite struct EnvironmentTests {
    private func facts(_ change: (inout HostFacts) -> Void = { _ in }) throws -> HostFacts {
        let tree = try FakeTree(labHost)
        var facts = HostFacts.read(root: tree.root)
        change(&facts)
        return facts
    }

    private func digest(_ change: (inout HostFacts) -> Void = { _ in }) throws -> String {
        try facts(change).environmentDigest(hash: hexOf)
    }

    @Test func namesWhatMustMatch() throws {
        let items = try facts().environment
        let rest =
            "firmware=unknown/rings=unknown,unknown/queues=unknown/qdisc=unknown/on="
        #expect(
            items.map { "\($0.name)=\($0.value)" } == [
                "cpu_model=AMD EPYC 9554 64-Core Processor", "cpus=256", "cpus_allowed=4",
                "smt=true",
                "governor=powersave", "turbo=true", "idle_states=unknown",
                "mitigations=mitigated: spectre_v1; vulnerable: srso", "numa_nodes=2",
                "memory_gib=756", "transparent_hugepages=always", "numa_balancing=unknown",
                "kernel=6.8.0-45-generic", "irq_time_accounting=true",
                "idle_time_exact=false", "virtualised=false", "iommu=unknown",
                "clock_source=hpet", "congestion_control=cubic",
                "tcp_buffers=rmem=6291456 wmem=4194304",
                "socket_buffers=optmem=unknown rmem=unknown wmem=unknown",
                "nics=unknown/1000/1500/\(rest) unknown/100000/1500/\(rest)",
                "rdma=mlx5_0/100000/unknown/firmware=unknown",
            ])
    }

    /// Loopback is another way than a card, and two cards that differ are two.
    @Test func theWayOfDataMustMatch() throws {
        let facts = try facts()
        let ways = ["lo", "eno1", "ens1f0", "docker0", "gone", nil].map {
            facts.way(through: $0)
        }
        #expect(ways.allSatisfy { $0.name == "data_way" })
        #expect(Set(ways.map(\.value)).count == 6)
        #expect(ways[0].value == "loopback")
        #expect(ways[2].value.hasPrefix("unknown/100000/1500/"))
        let digests = ways.map { facts.environmentDigest(with: [$0], hash: hexOf) }
        #expect(Set(digests).count > 1)
    }

    @Test func hasTwelveLowercaseDigits() throws {
        let digest = try digest()
        #expect(digest.count == 12)
        #expect(digest.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    @Test func staysTheSameForTwinsAndByTheMinute() throws {
        let other = try digest { facts in
            facts.hostName = "lab-b"
            facts.memory.availableBytes = 1
            facts.memory.totalBytes = (facts.memory.totalBytes ?? 0) + 4096
            facts.memory.hugePagesFree = 0
            facts.network.rdmaDevices[0].ports[0].counters = ["np_cnp_sent": 99]
            facts.network.rdmaDevices[0].ports[0].gids = []
            facts.load.average = 17
            facts.network.nics.append(
                NIC(name: "veth1", speedMbps: 10000, mtuBytes: 1500, state: "up", hasDevice: false))
            facts.network.nics.reverse()
        }
        #expect(try other == digest())
    }

    @Test(
        arguments: [
            { $0.cpu.model = "other" }, { $0.cpu.online = 255 }, { $0.cpu.smtActive = false },
            { $0.cpu.governor = nil }, { $0.memory.totalBytes = 1 << 30 },
            { $0.memory.transparentHugePages = "never" }, { $0.kernelRelease = "6.9" },
            { $0.network.nics[2].mtuBytes = 9000 }, { $0.network.nics[2].speedMbps = 25000 },
            { $0.network.rdmaDevices = [] }, { $0.network.nics[2].driver = "mlx5_core" },
            { $0.network.congestionControl = "bbr" }, { $0.cpu.turbo = false },
            { $0.cpu.mitigations = nil }, { $0.iommu = true }, { $0.clockSource = "tsc" },
            { $0.network.rdmaDevices[0].ports[0].activeMTUBytes = 4096 },
            { $0.network.rdmaDevices[0].ports[0].rateMbps = 25_000 },
            { $0.network.receiveBufferMaxBytes = 1 << 20 },
            { $0.network.sendBufferMaxBytes = 1 << 20 },
            { $0.network.socketReceiveMaxBytes = 1 << 20 },
            { $0.network.socketSendMaxBytes = 1 << 20 },
            { $0.network.socketOptionMaxBytes = 1 << 20 },
            { $0.network.nics[2].offloads = ["tso"] }, { $0.network.nics[2].receiveRing = 64 },
            { $0.network.nics[2].transmitRing = 64 }, { $0.network.nics[2].queues = 1 },
            { $0.network.nics[2].discipline = "tbf" }, { $0.network.nics[2].firmware = "2" },
            { $0.cpu.allowedList = CPUList([0]) }, { $0.cpu.idleStates = ["C1"] },
            { $0.network.rdmaDevices[0].firmware = "2" },
        ] as [@Sendable (inout HostFacts) -> Void])
    func changesWithWhatMustMatch(change: @Sendable (inout HostFacts) -> Void) throws {
        #expect(try digest(change) != digest())
    }
}
