internal import Platform

/// What a kernel was built with, where it says so.
enum KernelConfig {
    /// Whether CONFIG_IRQ_TIME_ACCOUNTING is on; nil where the configuration does not show.
    static func irqTimeAccounting(_ tree: HostTree, kernelRelease: String?) -> Bool? {
        // This word on the kernel's command line turns it off on x86.
        if bootWords(tree).contains("tsc=noirqtime") { return false }
        return isSet("CONFIG_IRQ_TIME_ACCOUNTING", tree, kernelRelease)
    }

    /// Whether ticks stop on an idle CPU, so that idle time is measured and not sampled; nil where the
    /// configuration does not show.
    ///
    /// - Parameter kernelRelease: the kernel's version; nil asks the tree.
    static func idleTimeExact(_ tree: HostTree, kernelRelease: String?) -> Bool? {
        // The word on the kernel's command line that lets ticks go on.
        if bootWords(tree).contains("nohz=off") { return false }
        return isSet(
            "CONFIG_NO_HZ_COMMON", tree, kernelRelease ?? tree.word("proc/sys/kernel/osrelease"))
    }

    private static func bootWords(_ tree: HostTree) -> [Substring] {
        (tree.word("proc/cmdline") ?? "").split(separator: " ")
    }

    private static func isSet(_ name: String, _ tree: HostTree, _ release: String?) -> Bool? {
        text(tree, kernelRelease: release)?.split(separator: "\n").contains("\(name)=y")
    }

    private static func text(_ tree: HostTree, kernelRelease: String?) -> String? {
        if let kernelRelease, let text = tree.text("boot/config-\(kernelRelease)") { return text }
        // A kernel's configuration has a few hundred KiB.
        guard let bytes = GzipFile.contents(of: tree.path("proc/config.gz"), limit: 1 << 24)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
