import Testing

@testable import Measurement

@Suite struct DoctorTests {
    private func facts(
        _ host: [String: String?], _ change: (inout HostFacts) -> Void = { _ in }
    ) throws -> HostFacts {
        let tree = try FakeTree(host)
        var facts = HostFacts.read(root: tree.root)
        change(&facts)
        return facts
    }

    private func finding(_ topic: Finding.Topic, _ facts: HostFacts) throws -> Finding {
        try #require(Doctor.findings(for: facts).first { $0.topic == topic })
    }

    @Test func looksAtEveryTopicOnce() throws {
        #expect(Doctor.findings(for: try facts(labHost)).map(\.topic) == Finding.Topic.allCases)
        // Without a device there is no more to say of RDMA.
        let bare = Doctor.findings(for: HostFacts()).map(\.topic)
        let details: [Finding.Topic] = [.rdmaAddresses, .rdmaMTU, .rdmaCongestion]
        #expect(bare == Finding.Topic.allCases.filter { !details.contains($0) })
    }

    @Test func whatIsNotSeenIsNeverFine() {
        for finding in Doctor.findings(for: HostFacts()) {
            #expect(finding.state == .warning, "\(finding)")
            #expect(finding.reason != nil, "\(finding)")
        }
    }

    @Test func aBadLabHostIsToldWhatToMend() throws {
        let facts = try facts(labHost)
        let remedies = Dictionary(
            uniqueKeysWithValues: Doctor.findings(for: facts).map { ($0.topic, $0.remedy) })
        #expect(remedies[.governor] == "sudo cpupower frequency-set -g performance")
        #expect(remedies[.smt] == "echo off | sudo tee /sys/devices/system/cpu/smt/control")
        #expect(remedies[.memlock] == "sudo prlimit --pid $$ --memlock=unlimited")
        #expect(remedies[.hugePages] == "echo 668 | sudo tee /proc/sys/vm/nr_hugepages")
        #expect(remedies[.nic] == "sudo ip link set dev ens1f0 mtu 9000")
        #expect(remedies[.swap] == "sudo swapoff -a")
        let clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        #expect(remedies[.clockSource] == "echo tsc | sudo tee \(clock)")
        // With an RDMA device, cases that pin guest memory are in the plan.
        #expect(try finding(.memlock, facts).state == .problem)
    }

    @Test func aGoodLabHostIsFine() throws {
        let facts = try facts(labHost) { facts in
            facts.cpu.governor = "performance"
            facts.cpu.smtActive = false
            facts.memory.memlockLimit = .unlimited
            facts.memory.hugePagesFree = 512
            facts.memory.transparentHugePages = "madvise"
            facts.memory.swapUsedBytes = 0
            facts.network.nics[2].mtuBytes = 9000
            facts.network.rdmaDevices[0].ports[0].activeMTUBytes = 4096
            facts.network.rdmaDevices[0].ports[0].maximumMTUBytes = 4096
            facts.clockSource = "tsc"
            facts.load.busyShare = 0.01
        }
        for finding in Doctor.findings(for: facts) {
            #expect(finding.state == .ok, "\(finding)")
            #expect(finding.reason == nil && finding.remedy == nil)
        }
        #expect(try finding(.rdma, facts).observed == "mlx5_0 100 Gb/s RoCE v2 MTU 4096 NUMA 1")
        #expect(try finding(.nic, facts).observed == "ens1f0 100 Gb/s MTU 9000")
    }

    @Test(arguments: [(0.01, Finding.State.ok), (0.1, .warning), (0.5, .problem)])
    func otherLoadIsJudgedByHowMuch(share: Double, state: Finding.State) throws {
        var facts = HostFacts()
        facts.load.busyShare = share
        #expect(try finding(.load, facts).state == state)
        // What a hypervisor takes never hides that the host is busy itself.
        facts.load.stealShare = 0.05
        let stolen = try finding(.load, facts)
        #expect(stolen.observed.hasSuffix(" busy, the hypervisor takes 5 %"))
        #expect(stolen.state == (state == .problem ? .problem : .warning))
    }

    @Test func littleMemoryIsAProblem() throws {
        var facts = HostFacts()
        facts.memory.totalBytes = 64 << 30
        facts.memory.availableBytes = 1 << 30
        #expect(try finding(.freeMemory, facts).state == .problem)
        facts.memory.availableBytes = 8 << 30
        #expect(try finding(.freeMemory, facts).state == .warning)
    }

    @Test func theCapabilityLiftsMemlock() throws {
        var facts = HostFacts()
        facts.memory.memlockLimit = .bytes(8 << 20)
        #expect(try finding(.memlock, facts).state == .warning)
        facts.memory.mayExceedMemlock = true
        #expect(try finding(.memlock, facts).state == .ok)
    }

    @Test func aHostFitsOnALine() throws {
        #expect(
            Doctor.summary(of: try facts(labHost))
                == "256 CPUs, 755 GiB, mlx5_0 100 Gb/s RoCE v2 NUMA 1, memlock 8 MiB, "
                + "governor powersave")
        var machine = HostFacts()
        machine.cpu.online = 2
        machine.memory.totalBytes = 24_684_096 << 10
        machine.memory.memlockLimit = .bytes(8 << 20)
        machine.virtualised = true
        #expect(
            Doctor.summary(of: machine)
                == "2 CPUs, 23 GiB, no RDMA device, memlock 8 MiB, "
                + "governor unknown (virtual machine)")
    }

    @Test func tellsWhichTransportsCanRun() throws {
        let transports = [
            TransportNeeds("tcp"),
            TransportNeeds("pinned", [.rdmaDevice, .lockedMemory(bytes: 9 << 20)]),
            TransportNeeds(
                "zerocopy", [.lockedMemory(bytes: 1 << 20), .kernel(major: 4, minor: 14)]),
            TransportNeeds("huge", [.hugePages(bytes: 1 << 30)]),
            TransportNeeds("future", [.kernel(major: 7, minor: 0)]),
        ]
        let lab = Doctor.availability(of: transports, on: try facts(labHost))
        #expect(lab.map(\.isAvailable) == [true, false, true, false, false])
        #expect(lab[1].missing == ["memlock is 8 MiB, 9 MiB needed"])
        #expect(lab[3].missing == ["200 MiB of 2 MiB pages free, 1 GiB needed"])
        #expect(lab[4].missing == ["kernel 6.8, 7.0 needed"])
        // What does not show is given the benefit of the doubt, but a device cannot hide.
        let bare = Doctor.availability(of: transports, on: try facts(bareContainer))
        #expect(bare.map(\.isAvailable) == [true, false, true, true, true])
    }
}
