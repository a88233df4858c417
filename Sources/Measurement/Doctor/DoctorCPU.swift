/// Checks of the processors, their clock and what else they do.
extension Doctor {
    static func governor(_ facts: HostFacts) -> Finding {
        switch facts.cpu.governor {
        case "performance":
            return .ok(.governor, "performance")
        case let governor?:
            return .warning(
                .governor, governor, because: "the clock follows the load, so figures will wobble",
                remedy: "sudo cpupower frequency-set -g performance")
        case nil:
            let place = facts.virtualised == true ? "unknown (virtual machine)" : "unknown"
            return .warning(
                .governor, place,
                because: "the clock may follow the load, and it does not show from here",
                remedy: facts.virtualised == true
                    ? "not from here: set it on the host of this machine"
                    : "sudo cpupower frequency-set -g performance")
        }
    }

    static func smt(_ facts: HostFacts) -> Finding {
        switch facts.cpu.smtActive {
        case false?:
            return .ok(.smt, "off")
        case true?:
            return .warning(
                .smt, "on",
                because: "two threads on one core slow each other, and a busy second is worth less",
                remedy: "echo off | sudo tee /sys/devices/system/cpu/smt/control")
        case nil:
            return .warning(
                .smt, "unknown", because: "CPUs may share cores, and it does not show from here")
        }
    }

    static func clockSource(_ facts: HostFacts) -> Finding {
        // These are read in user space; any other costs a system call and a device's time.
        let fast = [
            "tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter", "timebase",
            "riscv_clocksource",
        ]
        guard let source = facts.clockSource else {
            return .warning(
                .clockSource, "unknown", because: "reading the time may be slow or coarse")
        }
        if fast.contains(source) { return .ok(.clockSource, source) }
        let better = (facts.availableClockSources ?? []).first { fast.contains($0) }
        let file = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        return .warning(
            .clockSource, source, because: "each reading of the time costs a system call or more",
            remedy: better.map { "echo \($0) | sudo tee \(file)" })
    }

    static func load(_ facts: HostFacts) -> Finding {
        let look = "top -b -n 1 -o %CPU | head -n 15"
        let why = "it takes CPU, caches and memory bandwidth from what is measured"
        let taken = facts.load.stealShare.flatMap { $0 > 0.01 ? $0 : nil }
        if let busy = facts.load.busyShare {
            let stolen = taken.map { ", the hypervisor takes \(percent($0))" } ?? ""
            let observed = "CPUs \(percent(busy)) busy" + stolen
            if busy > 0.25 { return .problem(.load, observed, because: why, remedy: look) }
            if taken != nil {
                return .warning(
                    .load, observed, because: "other virtual machines use the same CPUs",
                    remedy: "not from here: the host of this machine must have less to do")
            }
            if busy > 0.05 { return .warning(.load, observed, because: why, remedy: look) }
            return .ok(.load, observed)
        }
        guard let average = facts.load.average, let cpus = facts.cpu.online else {
            return .warning(.load, "unknown", because: why, remedy: look)
        }
        let observed = "load average \(average)"
        return average > 0.25 * Double(cpus)
            ? .warning(.load, observed, because: why, remedy: look) : .ok(.load, observed)
    }

    static func virtualisation(_ facts: HostFacts) -> Finding {
        switch facts.virtualised {
        case false?:
            return .ok(.virtualisation, "none")
        case true?:
            let name = facts.hypervisor.map { " (\($0))" } ?? ""
            return .warning(
                .virtualisation, "virtual machine\(name)",
                because: "neighbours share CPUs and links, and page faults and interrupts cost "
                    + "more",
                remedy: "not from here: take ratios only, or run on hardware")
        case nil:
            return .warning(
                .virtualisation, "unknown", because: "a virtual machine's figures are its own")
        }
    }

    private static func percent(_ share: Double) -> String {
        "\(Int((share * 100).rounded())) %"
    }
}
