import FoundationEssentials
import Platform
import Testing

@testable import Measurement

@Suite struct HostFactsTests {
    @Test func anEmptyRootShowsNothing() throws {
        let tree = try FakeTree()
        #expect(HostFacts.read(root: tree.root, loadSampleSeconds: 0.01) == HostFacts())
    }

    @Test func aBareContainerShowsLittle() throws {
        let tree = try FakeTree(bareContainer)
        let facts = HostFacts.read(root: tree.root)
        var expected = HostFacts()
        expected.hostName = "3f2a9c"
        expected.cpu.online = 1
        expected.memory.totalBytes = 2 << 30
        #expect(facts == expected)
    }

    @Test func aLabHostShowsItsProcessors() throws {
        let tree = try FakeTree(labHost)
        let facts = HostFacts.read(root: tree.root)
        #expect(facts.kernelRelease == "6.8.0-45-generic")
        #expect(facts.cpu.model == "AMD EPYC 9554 64-Core Processor")
        #expect(facts.cpu.online == 256 && facts.cpu.allowed == 4)
        #expect(facts.cpu.sockets == 2 && facts.cpu.numaNodes == 2)
        #expect(facts.cpu.smtActive == true && facts.cpu.turbo == true)
        #expect(facts.cpu.governor == "powersave")
        #expect(facts.cpu.mitigations == "mitigated: spectre_v1; vulnerable: srso")
        #expect(facts.clockSource == "hpet")
        #expect(facts.virtualised == false && facts.hypervisor == nil)
        #expect(facts.irqTimeAccounting == true)
    }

    @Test func aLabHostShowsItsMemory() throws {
        let tree = try FakeTree(labHost)
        let memory = HostFacts.read(root: tree.root).memory
        #expect(memory.totalBytes == 792_215_552 << 10)
        #expect(memory.availableBytes == 784_334_848 << 10)
        #expect(memory.swapUsedBytes == 256 << 20)
        #expect(memory.hugePagesTotal == 512 && memory.hugePagesFree == 100)
        #expect(memory.transparentHugePages == "always")
        #expect(memory.memlockLimit == .bytes(8 << 20) && memory.mayExceedMemlock == false)
        #expect(memory.mayLock(8 << 20) == true && memory.mayLock(9 << 20) == false)
    }

    @Test func aLabHostShowsItsNetwork() throws {
        let tree = try FakeTree(labHost)
        let network = HostFacts.read(root: tree.root).network
        #expect(network.nics.map(\.name) == ["docker0", "eno1", "ens1f0", "ens1f1"])
        #expect(network.nics.map(\.speedMbps) == [nil, 1000, 100_000, nil])
        #expect(network.links.map(\.name) == ["eno1", "ens1f0"])
        #expect(network.rdmaDevices.map(\.name) == ["mlx5_0"])
        #expect(network.congestionControl == "cubic")
        #expect(network.receiveBufferMaxBytes == 6_291_456)
        #expect(network.sendBufferMaxBytes == 4_194_304)
    }

    @Test func aNICShowsHowItIsSetUp() throws {
        let tree = try FakeTree(labHost)
        let folder = "sys/class/net/ens1f0"
        try tree.write("\(folder)/device/numa_node", "1\n")
        for queue in ["rx-0", "rx-1", "tx-0"] { try tree.write("\(folder)/queues/\(queue)", nil) }
        for (interrupt, cpus) in [("40", "2"), ("41", "3"), ("42", "8-9")] {
            try tree.write("\(folder)/device/msi_irqs/\(interrupt)", "msix\n")
            try tree.write("proc/irq/\(interrupt)/effective_affinity_list", "\(cpus)\n")
        }
        var probe = HardwareProbe.none
        probe.settings = { name in
            var settings = InterfaceSettings()
            settings.driver = name == "ens1f0" ? "mlx5_core" : "igb"
            settings.receiveRing = 1024
            settings.offloads = ["tso", "gro"]
            settings.discipline = "mq"
            return settings
        }
        let nics = HostFacts.read(HostTree(root: tree.root), probe).network.nics
        let card = try #require(nics.first { $0.name == "ens1f0" })
        #expect(card.driver == "mlx5_core" && card.receiveRing == 1024 && card.discipline == "mq")
        #expect(card.offloads == ["tso", "gro"] && card.firmware == nil)
        #expect(card.numaNode == 1 && card.queues == 3 && card.irqAffinity == "2-3,8-9")
        // What has no device has no driver to ask.
        #expect(nics.first { $0.name == "docker0" }?.driver == nil)
    }

    @Test func aProcessorShowsHowItSleeps() throws {
        let tree = try FakeTree(labHost)
        let states = [("POLL", "0"), ("C1", "0"), ("C6", "1")]
        for (index, (name, disabled)) in states.enumerated() {
            let folder = "sys/devices/system/cpu/cpu0/cpuidle/state\(index)"
            try tree.write("\(folder)/name", "\(name)\n")
            try tree.write("\(folder)/disable", "\(disabled)\n")
        }
        #expect(HostFacts.read(root: tree.root).cpu.idleStates == ["POLL", "C1"])
    }

    @Test func nothingOutsideTheListGetsIn() throws {
        let tree = try FakeTree(labHost)
        let json = try JSONEncoder().encode(HostFacts.read(root: tree.root))
        #expect(!String(decoding: json, as: UTF8.self).contains("secret"))
    }

    @Test func survivesJSON() throws {
        for host in [bareContainer, labHost] {
            let tree = try FakeTree(host)
            let facts = HostFacts.read(root: tree.root, loadSampleSeconds: 0)
            let json = try JSONEncoder().encode(facts)
            #expect(try JSONDecoder().decode(HostFacts.self, from: json) == facts)
        }
        let limits: [MemoryLimit] = [.bytes(.max), .unlimited]
        #expect(
            try JSONDecoder().decode([MemoryLimit].self, from: JSONEncoder().encode(limits))
                == limits)
    }

    @Test func mixedGovernorsAreAllNamed() throws {
        let tree = try FakeTree(labHost)
        try tree.write(
            "sys/devices/system/cpu/cpu3/cpufreq/scaling_governor", "performance\n")
        #expect(HostFacts.read(root: tree.root).cpu.governor == "performance+powersave")
    }

    @Test func aGuestIsTold() throws {
        let tree = try FakeTree(["proc/cpuinfo": "flags\t\t: fpu hypervisor tsc\n"])
        let clock = "sys/devices/system/clocksource/clocksource0"
        try tree.write("\(clock)/available_clocksource", "tsc kvm-clock\n")
        let facts = HostFacts.read(root: tree.root)
        #expect(facts.virtualised == true && facts.hypervisor == "kvm")
    }

    @Test func anArmGuestIsToldByItsHardware() throws {
        let tree = try FakeTree([
            "proc/cpuinfo": "CPU implementer\t: 0x41\nCPU part\t: 0xd0c\nFeatures\t: fp\n"
        ])
        #expect(HostFacts.read(root: tree.root).virtualised == nil)
        try tree.write("sys/class/dmi/id/sys_vendor", "QEMU\n")
        let facts = HostFacts.read(root: tree.root)
        #expect(facts.virtualised == true && facts.hypervisor == "QEMU")
        #expect(facts.cpu.model == "implementer 0x41 part 0xd0c")
    }

    @Test func aSoftwareDeviceIsTold() throws {
        let tree = try FakeTree([
            "sys/class/infiniband/rxe0/parent": "eth0\n",
            "sys/class/infiniband/rxe0/device": nil,
            "sys/class/infiniband/siw0/node_desc": "siw0\n",
        ])
        let devices = HostFacts.read(root: tree.root).network.rdmaDevices
        #expect(devices.map(\.isSoftware) == [true, true])
    }

    @Test(arguments: [
        ("0000000000004000", "0 0 4294967295", true), ("0000000000004000", "0 1000 1", false),
        ("0000000000003fff", "0 0 4294967295", false), ("000001fffeffffff", "", true),
    ])
    func theLockCapabilityCountsInTheHostsNamespace(
        mask: String, map: String, expected: Bool
    ) throws {
        let tree = try FakeTree([
            "proc/self/status": "CapEff:\t\(mask)\n", "proc/self/uid_map": "\(map)\n",
        ])
        #expect(HostFacts.read(root: tree.root).memory.mayExceedMemlock == expected)
    }

    @Test func unlimitedMemlockIsNoNumber() throws {
        let tree = try FakeTree([
            "proc/self/limits": "Max locked memory         unlimited            unlimited   bytes\n"
        ])
        #expect(HostFacts.read(root: tree.root).memory.memlockLimit == .unlimited)
    }

    @Test func readsThisHost() {
        let facts = HostFacts.read(loadSampleSeconds: 0.05)
        #expect(facts.hostName != nil && facts.kernelRelease != nil)
        #expect((facts.memory.totalBytes ?? 0) > 0)
        #expect((facts.cpu.online ?? 0) > 0)
    }
}

@Suite struct KernelConfigTests {
    private func accounting(_ files: [String: String?]) throws -> Bool? {
        let tree = try FakeTree(files)
        return KernelConfig.irqTimeAccounting(HostTree(root: tree.root), kernelRelease: "6.1")
    }

    @Test func readsThePlainFile() throws {
        #expect(try accounting([:]) == nil)
        #expect(try accounting(["boot/config-6.1": "CONFIG_IRQ_TIME_ACCOUNTING=y\n"]) == true)
        #expect(
            try accounting(["boot/config-6.1": "# CONFIG_IRQ_TIME_ACCOUNTING is not set\n"])
                == false)
        #expect(
            try accounting([
                "boot/config-6.1": "CONFIG_IRQ_TIME_ACCOUNTING=y\n",
                "proc/cmdline": "quiet tsc=noirqtime\n",
            ]) == false)
    }

    @Test func ticksThatGoOnLeaveIdleTimeToSamples() throws {
        func isExact(_ files: [String: String?]) throws -> Bool? {
            let tree = try FakeTree(files)
            return KernelConfig.idleTimeExact(HostTree(root: tree.root), kernelRelease: nil)
        }
        let kernel = [
            "proc/sys/kernel/osrelease": "6.1\n", "boot/config-6.1": "CONFIG_NO_HZ_COMMON=y\n",
        ]
        #expect(try isExact([:]) == nil)
        #expect(try isExact(kernel) == true)
        #expect(
            try isExact(kernel.merging(["boot/config-6.1": "CONFIG_HZ_PERIODIC=y\n"]) { $1 })
                == false)
        #expect(try isExact(kernel.merging(["proc/cmdline": "quiet nohz=off\n"]) { $1 }) == false)
    }

    @Test func unzips() throws {
        // gzip of "CONFIG_IRQ_TIME_ACCOUNTING=y\n".
        let zipped = try #require(Data(base64Encoded: gzipSample))
        let tree = try FakeTree(["proc": nil])
        let path = tree.root + "/proc/config.gz"
        try zipped.write(to: URL(filePath: path))
        #expect(
            GzipFile.contents(of: path, limit: 1000)
                == Array("CONFIG_IRQ_TIME_ACCOUNTING=y\n".utf8))
        #expect(
            KernelConfig.irqTimeAccounting(HostTree(root: tree.root), kernelRelease: nil) == true)
    }

    @Test func aBrokenZipIsNotMeasured() throws {
        let tree = try FakeTree(["proc/config.gz": "no zip at all"])
        #expect(GzipFile.contents(of: tree.root + "/proc/config.gz", limit: 1000) == nil)
        #expect(GzipFile.contents(of: tree.root + "/proc/none.gz", limit: 1000) == nil)
    }

    private let gzipSample = "H4sIAAAAAAAAA3P293PzdI/3DAqMD/H0dY13dHb2D/UL8fRzt63kAgCIiil9HQAAAA=="
}
