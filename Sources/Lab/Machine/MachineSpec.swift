/// One machine of the lab.
struct MachineSpec: Sendable {
    /// Its name, for people and as its host name.
    let name: String
    /// Its place in the lab: 1 or 2.
    let number: Int
    /// Folder of its sockets.
    let folder: String
    /// The address of eth0.
    var address: String { LabNetwork.address(number) }

    let kernel: String
    let image: String
    let accelerator: Accelerator
    let memoryBytes: Int
    /// What of it the kernel reserves in huge pages of 2 MiB while it boots, when none is in use.
    let reservedBytes: Int
    let cpus: Int
    let shape: LinkShape
    /// How many commands can be served at a time.
    let ports: Int
    /// What the network is on this side.
    let network: Network

    /// A machine's side of the network.
    enum Network: Sendable {
        /// Waits for the other machine on the socket.
        case listens
        /// Connects to the other machine's socket.
        case connects
        /// A machine alone: an interface that leads nowhere.
        case alone
    }

    /// The socket that reaches port `index`.
    func socket(_ index: Int) -> String { Self.socket(folder, name, index) }

    static func socket(_ folder: String, _ name: String, _ index: Int) -> String {
        "\(folder)/\(name).\(index)"
    }

    static func link(_ folder: String) -> String { "\(folder)/link" }

    /// What QEMU is started with.
    var arguments: [String] {
        var words = [
            "-name", "bench-lab-\(name)", "-no-user-config", "-nodefaults", "-no-reboot",
            "-display", "none", "-monitor", "none", "-serial", "stdio",
        ]
        words += accelerator.arguments
        words += ["-m", "\(memoryBytes >> 20)", "-smp", "\(cpus)"]
        words += ["-kernel", kernel, "-initrd", image, "-append", commandLine]
        words += networkArguments
        words += ["-device", "virtio-serial-pci"]
        for index in 0..<ports {
            words += [
                "-chardev",
                "socket,id=c\(index),server=on,wait=off,path=\(Self.escaped(socket(index)))",
                "-device", "virtserialport,chardev=c\(index),name=bench.\(index)",
            ]
        }
        return words
    }

    /// The kernel's command line; the first program reads what begins with `lab.`.
    var commandLine: String {
        var words = [
            "console=ttyS0", "panic=1", "quiet", "loglevel=3", "random.trust_cpu=on",
            "lab.name=\(name)", "lab.address=\(address)/24",
        ]
        if case .alone = network {
        } else {
            words.append("lab.peer=\(LabNetwork.address(3 - number))")
        }
        if reservedBytes > 0 { words += ["hugepagesz=2M", "hugepages=\(reservedBytes >> 21)"] }
        if !shape.netem.isEmpty { words.append("lab.shape=\(shape.netem.joined(separator: ","))") }
        return words.joined(separator: " ")
    }

    private var networkArguments: [String] {
        let path = Self.escaped(Self.link(folder))
        let backend =
            switch network {
            case .listens: "stream,id=n0,server=on,addr.type=unix,addr.path=\(path)"
            case .connects: "stream,id=n0,server=off,addr.type=unix,addr.path=\(path)"
            case .alone: "hubport,id=n0,hubid=0"
            }
        return [
            "-netdev", backend, "-device",
            "virtio-net-pci,netdev=n0,romfile=,mac=52:54:00:00:00:0\(number),"
                + "host_mtu=\(LabNetwork.mtu)",
        ]
    }

    /// QEMU reads a comma within a value only when it is doubled.
    static func escaped(_ path: String) -> String {
        path.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}

/// The network between the machines.
enum LabNetwork {
    /// So long that an RDMA packet of 4096 bytes fits.
    static let mtu = 4200

    static func address(_ number: Int) -> String { "10.77.0.\(number)" }
}
