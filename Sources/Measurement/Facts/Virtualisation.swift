/// Whether a host is a virtual machine, and whose.
enum Virtualisation {
    /// DMI vendors and products that only virtual machines have.
    private static let virtualHardware = [
        "QEMU", "KVM", "VMware", "VirtualBox", "Virtual Machine", "Xen", "Bochs", "Parallels",
        "Google Compute Engine", "Firecracker",
    ]

    /// By the CPU's hypervisor flag where the architecture has one, else by DMI; nil where neither shows.
    static func isVirtual(_ tree: HostTree) -> Bool? {
        if let flags = tree.table("proc/cpuinfo")["flags"] {
            return flags.split(separator: " ").contains("hypervisor")
        }
        guard let hardware = hardware(tree) else { return nil }
        return virtualHardware.contains { hardware.contains($0) }
    }

    /// The hypervisor's name: the kernel's word for it, else the clock that it offers, else DMI.
    static func name(_ tree: HostTree) -> String? {
        guard isVirtual(tree) == true else { return nil }
        if let type = tree.word("sys/hypervisor/type") { return type }
        let clocks =
            tree.word("sys/devices/system/clocksource/clocksource0/available_clocksource") ?? ""
        if clocks.contains("kvm-clock") { return "kvm" }
        if clocks.contains("hyperv") { return "hyperv" }
        let hardware = hardware(tree) ?? ""
        return virtualHardware.first { hardware.contains($0) }
    }

    private static func hardware(_ tree: HostTree) -> String? {
        let words = ["sys_vendor", "product_name"]
            .compactMap { tree.word("sys/class/dmi/id/\($0)") }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
