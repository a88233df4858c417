/// The kernel modules of a machine in the order in which they are loaded.
struct ModuleOrder: Equatable {
    /// What must be there for Soft-RoCE over a virtio network.
    static let required = [
        "virtio_pci", "virtio_net", "virtio_console", "crc32_generic", "rdma_rxe", "rdma_ucm",
        "ib_uverbs",
    ]
    /// What is used where the kernel has it.
    static let welcome = ["crc32_pclmul", "sch_netem", "sch_tbf", "veth"]

    /// Paths of module files, each once.
    private(set) var files: [String] = []

    /// Adds what `modprobe --show-depends` printed for one module.
    ///
    /// Lines are `insmod PATH [OPTION...]`, or `builtin NAME` for what needs no loading.
    mutating func add(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, words[0] == "insmod" else { continue }
            let file = String(words[1])
            if !files.contains(file) { files.append(file) }
        }
    }

    /// The name under which a module's file is kept: without its folder and its compression.
    static func keptName(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let end = name.firstRange(of: ".ko") else { return name }
        return String(name[..<end.upperBound])
    }
}
