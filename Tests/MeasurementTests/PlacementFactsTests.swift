import Foundation
import Platform
import Testing

@testable import Measurement

/// What placing memory and threads needs to know of a host.
@Suite struct PlacementFactsTests {
    /// Four cores of two CPUs each on two nodes; CPU 7 is switched off, and a cpuset has no CPU 0.
    private func host() throws -> FakeTree {
        let tree = try FakeTree(labHost)
        try tree.write("sys/devices/system/cpu/online", "0-6\n")
        try tree.write("proc/self/status", "Cpus_allowed_list:\t1-7\n")
        for cpu in 0..<7 {
            let core = cpu % 4
            let siblings = core == 3 ? "3" : "\(core),\(core + 4)"
            try tree.write(
                "sys/devices/system/cpu/cpu\(cpu)/topology/thread_siblings_list", siblings + "\n")
        }
        for (node, cpus, memory) in [(0, "0-1,4-5", "16384"), (1, "2-3,6", "8192")] {
            let folder = "sys/devices/system/node/node\(node)"
            try tree.write("\(folder)/cpulist", cpus + "\n")
            try tree.write(
                "\(folder)/meminfo",
                "Node \(node) MemTotal:       \(memory) kB\nNode \(node) MemFree:  12 kB\n")
            try tree.write("\(folder)/hugepages/hugepages-2048kB/free_hugepages", "\(node + 3)\n")
        }
        return tree
    }

    @Test func nodesHaveCPUsAndMemory() throws {
        let tree = try host()
        let facts = HostFacts.read(root: tree.root)
        #expect(facts.nodes.map(\.number) == [0, 1])
        #expect(facts.nodes.map(\.cpus) == [CPUList([0, 1, 4, 5]), CPUList([2, 3, 6])])
        #expect(facts.nodes.map(\.memoryBytes) == [16 << 20, 8 << 20])
        #expect(facts.nodes.map(\.hugePagesFree) == [3, 4])
    }

    @Test func whatMayBeUsedIsKnownByItsCores() throws {
        let tree = try host()
        let cpu = HostFacts.read(root: tree.root).cpu
        #expect(cpu.allowed == 7 && cpu.online == 7)
        #expect(cpu.allowedList == CPUList(1...6))
        #expect(cpu.sharedCores == [[0, 4], [1, 5], [2, 6]].map { CPUList($0) })
        let topology = try #require(cpu.topology)
        #expect(topology.cores == [[4], [1, 5], [2, 6], [3]].map { CPUList($0) })
        #expect(topology.restricted(to: CPUList([5, 6])).cores == [[5], [6]].map { CPUList($0) })
        #expect(CPUFacts().topology == nil)
    }

    /// By the host's own account, and by the kernel's.
    @Test func thisHostShowsWhereItsThreadsMayRun() throws {
        let cpu = HostFacts.read().cpu
        let topology = try #require(cpu.topology)
        #expect(topology.cpus == (try CurrentThread.affinity()))
    }

    @Test func anInterfaceIsNearANode() throws {
        let tree = try FakeTree(labHost)
        try tree.write("sys/class/net/eno1/device/numa_node", "0\n")
        try tree.write("sys/class/net/ens1f1/device/numa_node", "-1\n")
        let network = HostFacts.read(root: tree.root).network
        #expect(network.numaNode(ofInterface: "eno1") == 0)
        // That of its RDMA device: its own does not show.
        #expect(network.numaNode(ofInterface: "ens1f0") == 1)
        #expect(network.numaNode(ofInterface: "ens1f1") == nil)
        #expect(network.numaNode(ofInterface: "lo") == nil)
    }

    @Test func anRDMADeviceShowsItsDriver() throws {
        let tree = try FakeTree(labHost)
        try tree.write(
            "sys/class/infiniband/mlx5_0/device/uevent",
            "DRIVER=mlx5_core\nPCI_CLASS=20000\nPCI_ID=15B3:101D\n")
        try tree.write("sys/class/infiniband/mlx5_0/fw_ver", "22.39.2048\n")
        let device = try #require(HostFacts.read(root: tree.root).network.rdmaDevices.first)
        #expect(device.driver == "mlx5_core" && device.firmware == "22.39.2048")
    }

    /// A fact is there, or there is a reason why it is not.
    @Test func whatIsNotShownHasAReason() throws {
        for tree in [try FakeTree(), try FakeTree(bareContainer), try host()] {
            let facts = HostFacts.read(root: tree.root)
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let json = try JSONSerialization.jsonObject(with: encoder.encode(facts))
            let shown = names(json, "")
            let wanted = [
                "kernel_release", "virtualised", "iommu", "irq_time_accounting", "cpu.model",
                "cpu.allowed_list", "cpu.smt_active", "cpu.governor", "cpu.turbo",
                "cpu.idle_states", "cpu.mitigations", "memory.total_bytes",
                "memory.transparent_huge_pages", "memory.numa_balancing",
                "network.congestion_control", "network.receive_buffer_max_bytes",
                "network.socket_send_max_bytes", "network.default_discipline",
            ]
            for name in wanted {
                #expect(shown.contains(name) == (facts.notShown[name] == nil), "\(name)")
            }
            for name in facts.notShown.keys { #expect(!shown.contains(name), "\(name)") }
        }
        let tree = try host()
        let card = HostFacts.read(root: tree.root).notShown
        #expect(card["network.nics.ens1f0.irq_affinity"]?.contains("msi_irqs") == true)
        #expect(card["network.rdma_devices.mlx5_0.firmware"] == "no fw_ver")
        #expect(!card.keys.contains { $0.hasPrefix("network.nics.docker0") })
    }

    /// Paths of what is not empty; things in lists by their names.
    private func names(_ json: Any, _ path: String) -> Set<String> {
        switch json {
        case let object as [String: Any]:
            return object.reduce(into: []) { found, member in
                found.formUnion(
                    names(member.value, path.isEmpty ? member.key : "\(path).\(member.key)"))
            }
        case let list as [[String: Any]] where !list.isEmpty:
            return list.reduce(into: [path]) { found, member in
                found.formUnion(names(member, "\(path).\(member["name"] as? String ?? "")"))
            }
        case let list as [Any]: return list.isEmpty ? [] : [path]
        default: return [path]
        }
    }
}

/// A CPU that is switched off while a migration is measured.
@Suite struct VanishedCPUTests {
    /// As a kernel with four CPUs writes it, and with CPU 2 switched off: idle and iowait lose what it
    /// had, its line goes, and the rest counts on.
    static let before = """
        cpu  1000 20 300 9000 400 10 50 5 0 0
        cpu0 250 5 75 2250 100 3 13 1 0 0
        cpu1 250 5 75 2250 100 3 13 1 0 0
        cpu2 250 5 75 2250 100 2 12 2 0 0
        cpu3 250 5 75 2250 100 2 12 1 0 0
        intr 1
        """
    static let after = """
        cpu  1090 20 360 6900 310 11 59 5 0 0
        cpu0 280 5 95 2300 103 3 16 1 0 0
        cpu1 280 5 95 2300 103 3 16 1 0 0
        cpu3 280 5 95 2300 104 3 15 1 0 0
        intr 2
        """

    private static func reading(_ text: String, atSecond second: UInt64) throws -> HostCPU {
        try HostCPU.parse(
            text, ticksPerSecond: 100,
            at: MonotonicTime(nanoseconds: second * 1_000_000_000), cpus: HostCPU.onlineCPUs(text))
    }

    @Test func workIsMeasuredAndIdleTimeIsNot() throws {
        let first = try Self.reading(Self.before, atSecond: 1)
        let last = try Self.reading(Self.after, atSecond: 2)
        let use = HostUse(last.seconds(since: first), over: 1)
        #expect(use.busy.map { abs($0 - 1.6) < 1e-9 } == true)
        #expect(use.user == 0.9 && use.system == 0.6 && use.softirq == 0.09 && use.steal == 0)
        #expect(last.seconds(since: first).busyShare == nil)
    }

    /// Where a kernel forgets what it did altogether, cells are empty and nothing crashes.
    @Test func aKernelThatForgetsItLeavesCellsEmpty() throws {
        let first = try Self.reading(Self.before, atSecond: 1)
        let last = try Self.reading(
            "cpu  840 15 285 6900 310 9 47 3 0 0\n", atSecond: 2)
        let use = HostUse(last.seconds(since: first), over: 1)
        #expect(use == HostUse())
    }

    @Test func theRowSaysSo() throws {
        let tree = try FakeTree()
        try tree.write("sys/devices/system/cpu/online", "0-3\n")
        for cpu in 0..<4 {
            let folder = "sys/devices/system/cpu/cpu\(cpu)"
            try tree.write("\(folder)/cpufreq/scaling_cur_freq", "2000000\n")
            try tree.write("\(folder)/thermal_throttle/core_throttle_count", "\(cpu)\n")
        }
        var look = Disturbance.Look(cpus: 4)
        look.signs.before = HostSigns.read(root: tree.root)
        look.signs.after = look.signs.before
        #expect(Disturbance(look).reasons == [])
        try tree.write("sys/devices/system/cpu/online", "0-1,3\n")
        for file in ["cpufreq", "thermal_throttle"] {
            try FileManager.default.removeItem(
                atPath: "\(tree.root)/sys/devices/system/cpu/cpu2/\(file)")
        }
        look.signs.after = HostSigns.read(root: tree.root)
        #expect(
            Disturbance(look).reasons == ["CPUs 0-3 were switched on, then CPUs 0-1,3"])
    }
}
