/// A container that shows next to nothing of its host.
let bareContainer: [String: String?] = [
    "proc/sys/kernel/hostname": "3f2a9c\n",
    "proc/meminfo": "MemTotal:        2097152 kB\nMemFree:          102400 kB\n",
    "proc/stat": "cpu  10 0 5 100 0 0 0 0 0 0\ncpu0 10 0 5 100 0 0 0 0 0 0\nctxt 12\n",
    "sys/class/net/lo/mtu": "65536\n",
]

/// A lab host with two sockets and a 100 Gb/s RoCE card, set up badly on purpose.
let labHost: [String: String?] = {
    var files: [String: String?] = [
        "proc/sys/kernel/hostname": "lab-a\n",
        "proc/sys/kernel/osrelease": "6.8.0-45-generic\n",
        "proc/cpuinfo": """
        processor\t: 0
        model name\t: AMD EPYC 9554 64-Core Processor
        physical id\t: 0
        flags\t\t: fpu vme de pse tsc msr pae

        processor\t: 1
        model name\t: AMD EPYC 9554 64-Core Processor
        physical id\t: 1
        flags\t\t: fpu vme de pse tsc msr pae

        """,
        "proc/meminfo": """
        MemTotal:       792215552 kB
        MemFree:        781000000 kB
        MemAvailable:   784334848 kB
        SwapTotal:        8388604 kB
        SwapFree:         8126460 kB
        HugePages_Total:     512

        """,
        "proc/self/limits": """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                96365                processes
        Max locked memory         8388608              unlimited            bytes

        """,
        "proc/self/status": """
        Name:\tbench
        VmHWM:\t   81920 kB
        CapEff:\t0000000000000000
        Cpus_allowed_list:\t0-3

        """,
        "proc/self/uid_map": "         0          0 4294967295\n",
        "proc/loadavg": "0.52 0.58 0.59 1/1024 4242\n",
        "proc/cmdline": "BOOT_IMAGE=/vmlinuz password=secret quiet\n",
        "proc/sys/net/ipv4/tcp_congestion_control": "cubic\n",
        "proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t6291456\n",
        "proc/sys/net/ipv4/tcp_wmem": "4096\t16384\t4194304\n",
        "boot/config-6.8.0-45-generic": "CONFIG_SMP=y\nCONFIG_IRQ_TIME_ACCOUNTING=y\n",
        "sys/devices/system/cpu/online": "0-255\n",
        "sys/devices/system/cpu/smt/active": "1\n",
        "sys/devices/system/cpu/cpufreq/boost": "1\n",
        "sys/devices/system/cpu/vulnerabilities/meltdown": "Not affected\n",
        "sys/devices/system/cpu/vulnerabilities/spectre_v1": "Mitigation: usercopy barriers\n",
        "sys/devices/system/cpu/vulnerabilities/srso": "Vulnerable: no microcode\n",
        "sys/devices/system/node/online": "0-1\n",
        "sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n",
        "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet acpi_pm\n",
        "sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never\n",
        "sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages": "512\n",
        "sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages": "100\n",
        "sys/class/dmi/id/sys_vendor": "Dell Inc.\n",
        "sys/class/dmi/id/product_name": "PowerEdge R7625\n",
        "sys/class/net/lo/mtu": "65536\n",
        "sys/class/net/bonding_masters": "\n",
    ]
    for cpu in 0..<4 {
        let folder = "sys/devices/system/cpu/cpu\(cpu)"
        files["\(folder)/topology/physical_package_id"] = "\(cpu / 2)\n"
        files["\(folder)/cpufreq/scaling_governor"] = "powersave\n"
    }
    let nics = [
        ("ens1f0", "100000", "1500", "up", true), ("eno1", "1000", "1500", "up", true),
        ("ens1f1", "-1", "1500", "down", true), ("docker0", "-1", "1500", "up", false),
    ]
    files.merge(roceDevice("mlx5_0", interface: "ens1f0")) { _, new in new }
    for (name, speed, mtu, state, hasDevice) in nics {
        files["sys/class/net/\(name)/speed"] = speed + "\n"
        files["sys/class/net/\(name)/mtu"] = mtu + "\n"
        files["sys/class/net/\(name)/operstate"] = state + "\n"
        if hasDevice { files.updateValue(nil, forKey: "sys/class/net/\(name)/device") }
    }
    return files
}()

/// A RoCE card with an IPv4 address, as mlx5 shows it; the rest of its GID table is empty.
func roceDevice(_ name: String, interface: String, state: String = "4: ACTIVE") -> [String: String?]
{
    let device = "sys/class/infiniband/\(name)"
    let port = "\(device)/ports/1"
    var files: [String: String?] = [
        "\(device)/device/numa_node": "1\n",
        "\(port)/link_layer": "Ethernet\n",
        "\(port)/state": "\(state)\n",
        "\(port)/phys_state": state == "4: ACTIVE" ? "5: LinkUp\n" : "3: Disabled\n",
        "\(port)/rate": "100 Gb/sec (2X HDR)\n",
        "\(port)/counters/port_xmit_wait": "0\n",
        "\(port)/counters/port_xmit_data": "123456\n",
        "\(port)/hw_counters/np_ecn_marked_roce_packets": "12\n",
        "\(port)/hw_counters/np_cnp_sent": "30\n",
        "\(port)/hw_counters/out_of_sequence": "0\n",
        "\(port)/hw_counters/lifespan": "10\n",
    ]
    let gids = [
        ("fe80:0000:0000:0000:0a1b:2cff:fe3d:4e5f", "IB/RoCE v1"),
        ("fe80:0000:0000:0000:0a1b:2cff:fe3d:4e5f", "RoCE v2"),
        ("0000:0000:0000:0000:0000:ffff:c000:0207", "IB/RoCE v1"),
        ("0000:0000:0000:0000:0000:ffff:c000:0207", "RoCE v2"),
        ("0000:0000:0000:0000:0000:0000:0000:0000", nil),
    ]
    for (index, (gid, kind)) in gids.enumerated() {
        files["\(port)/gids/\(index)"] = gid + "\n"
        guard let kind else { continue }
        files["\(port)/gid_attrs/types/\(index)"] = kind + "\n"
        files["\(port)/gid_attrs/ndevs/\(index)"] = interface + "\n"
    }
    return files
}
