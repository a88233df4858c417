internal import Platform

/// What a kernel was built with, where it says so.
enum KernelConfig {
    /// Whether CONFIG_IRQ_TIME_ACCOUNTING is on; nil where the configuration does not show.
    static func irqTimeAccounting(_ tree: HostTree, kernelRelease: String?) -> Bool? {
        // This word on the kernel's command line turns it off on x86.
        let words = (tree.word("proc/cmdline") ?? "").split(separator: " ")
        if words.contains("tsc=noirqtime") { return false }
        guard let config = text(tree, kernelRelease: kernelRelease) else { return nil }
        return config.split(separator: "\n").contains("CONFIG_IRQ_TIME_ACCOUNTING=y")
    }

    private static func text(_ tree: HostTree, kernelRelease: String?) -> String? {
        if let kernelRelease, let text = tree.text("boot/config-\(kernelRelease)") { return text }
        // A kernel's configuration has a few hundred KiB.
        guard let bytes = GzipFile.contents(of: tree.path("proc/config.gz"), limit: 1 << 24)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
