/// What a host does not show of what is asked of it, and why that may be: a line for each fact that is
/// nil.
///
/// Reasons say where the kernel keeps it; which of them it is on a host, its reader knows.
extension HostFacts {
    /// Why facts are missing, by their names as environment.json has them.
    public var notShown: [String: String] {
        var missing = hostReasons.merging(cpuReasons) { own, _ in own }
        missing.merge(memoryReasons) { own, _ in own }
        missing.merge(networkReasons) { own, _ in own }
        for nic in network.nics where nic.hasDevice {
            missing.merge(nic.notShown) { own, _ in own }
        }
        for device in network.rdmaDevices { missing.merge(device.notShown) { own, _ in own } }
        return missing
    }

    private static let noConfiguration = "neither /boot/config-RELEASE nor /proc/config.gz"

    private var hostReasons: [String: String] {
        reasons([
            ("kernel_release", kernelRelease == nil, "no /proc/sys/kernel/osrelease"),
            (
                "virtualised", virtualised == nil,
                "no flags in /proc/cpuinfo, and no /sys/class/dmi/id"
            ),
            ("iommu", iommu == nil, "no /sys/class/iommu"),
            ("irq_time_accounting", irqTimeAccounting == nil, Self.noConfiguration),
            ("idle_time_exact", idleTimeExact == nil, Self.noConfiguration),
            ("clock_source", clockSource == nil, "no /sys/devices/system/clocksource"),
            ("nodes", nodes.isEmpty, "no /sys/devices/system/node: a kernel without NUMA"),
        ])
    }

    private var cpuReasons: [String: String] {
        let folder = "/sys/devices/system/cpu"
        return reasons([
            ("cpu.model", cpu.model == nil, "no model in /proc/cpuinfo"),
            ("cpu.allowed_list", cpu.allowedList == nil, "no \(folder)/online"),
            ("cpu.smt_active", cpu.smtActive == nil, "no \(folder)/smt/active"),
            (
                "cpu.governor", cpu.governor == nil,
                "no cpufreq driver (\(folder)/cpu*/cpufreq): usual in virtual machines"
            ),
            (
                "cpu.turbo", cpu.turbo == nil,
                "neither intel_pstate/no_turbo nor cpufreq/boost in \(folder): usual in virtual machines"
            ),
            (
                "cpu.idle_states", cpu.idleStates == nil,
                "no cpuidle driver (\(folder)/cpu0/cpuidle): usual in virtual machines"
            ),
            ("cpu.microcode", cpu.microcode == nil, "no microcode in /proc/cpuinfo"),
            ("cpu.mitigations", cpu.mitigations == nil, "no \(folder)/vulnerabilities"),
        ])
    }

    private var memoryReasons: [String: String] {
        let folder = "/sys/kernel/mm"
        return reasons([
            ("memory.total_bytes", memory.totalBytes == nil, "no MemTotal in /proc/meminfo"),
            ("memory.huge_pages_total", memory.hugePagesTotal == nil, "no \(folder)/hugepages"),
            (
                "memory.gigantic_pages_total", memory.giganticPagesTotal == nil,
                "no \(folder)/hugepages/hugepages-1048576kB"
            ),
            (
                "memory.transparent_huge_pages", memory.transparentHugePages == nil,
                "no \(folder)/transparent_hugepage"
            ),
            (
                "memory.numa_balancing", memory.numaBalancing == nil,
                "no /proc/sys/kernel/numa_balancing: the kernel was built without it"
            ),
        ])
    }

    private var networkReasons: [String: String] {
        let folder = "/proc/sys/net"
        let core = "\(folder)/core, which the first network namespace alone has"
        return reasons([
            (
                "network.congestion_control", network.congestionControl == nil,
                "no \(folder)/ipv4/tcp_congestion_control"
            ),
            (
                "network.receive_buffer_max_bytes", network.receiveBufferMaxBytes == nil,
                "no \(folder)/ipv4/tcp_rmem"
            ),
            (
                "network.send_buffer_max_bytes", network.sendBufferMaxBytes == nil,
                "no \(folder)/ipv4/tcp_wmem"
            ),
            (
                "network.socket_receive_max_bytes", network.socketReceiveMaxBytes == nil,
                "no rmem_max in \(core)"
            ),
            (
                "network.socket_send_max_bytes", network.socketSendMaxBytes == nil,
                "no wmem_max in \(core)"
            ),
            (
                "network.default_discipline", network.defaultDiscipline == nil,
                "no default_qdisc in \(core)"
            ),
            ("network.nics", network.nics.isEmpty, "no interface but loopback in /sys/class/net"),
            (
                "network.rdma_devices", network.rdmaDevices.isEmpty,
                "no /sys/class/infiniband: no RDMA device"
            ),
        ])
    }
}

extension NIC {
    fileprivate var notShown: [String: String] {
        let prefix = "network.nics.\(name)"
        return reasons([
            ("\(prefix).speed_mbps", speedMbps == nil, "the link is down, or a virtual one"),
            ("\(prefix).driver", driver == nil, "ETHTOOL_GDRVINFO was refused"),
            ("\(prefix).firmware", firmware == nil, "the driver tells none (ethtool -i)"),
            (
                "\(prefix).numa_node", numaNode == nil,
                "no device/numa_node, or -1: the host knows none"
            ),
            ("\(prefix).receive_ring", receiveRing == nil, "the driver tells none (ethtool -g)"),
            ("\(prefix).offloads", offloads == nil, "none is on, or ethtool -k was refused"),
            ("\(prefix).discipline", discipline == nil, "rtnetlink tells none (tc qdisc show)"),
            (
                "\(prefix).irq_affinity", irqAffinity == nil,
                "no device/msi_irqs, or no /proc/irq"
            ),
        ])
    }
}

extension RDMADevice {
    fileprivate var notShown: [String: String] {
        let prefix = "network.rdma_devices.\(name)"
        return reasons([
            ("\(prefix).driver", driver == nil, "no device/uevent: the kernel emulates it"),
            ("\(prefix).firmware", firmware == nil, "no fw_ver"),
            (
                "\(prefix).numa_node", numaNode == nil,
                "no device/numa_node, or -1: the host knows none"
            ),
        ])
    }
}

/// The reasons of what is missing.
private func reasons(_ facts: [(name: String, isMissing: Bool, reason: String)]) -> [String: String]
{
    Dictionary(uniqueKeysWithValues: facts.filter(\.isMissing).map { ($0.name, $0.reason) })
}
