/// Checks of memory: how much, of what kind, and what may be locked.
extension Doctor {
    static func memlock(_ facts: HostFacts) -> Finding {
        guard let limit = facts.memory.memlockLimit else {
            return .warning(
                .memlock, "unknown",
                because: "zero-copy and RDMA lock guest memory, and may not be allowed to")
        }
        let text = limitText(limit)
        if limit == .unlimited { return .ok(.memlock, text) }
        if facts.memory.mayExceedMemlock == true {
            return .ok(.memlock, "\(text), which CAP_IPC_LOCK lifts")
        }
        let reason = "beyond it zero-copy sends are copied after all, and RDMA fails"
        // For this shell and what it starts; lasting: LimitMEMLOCK=infinity or limits.conf.
        let remedy = "sudo prlimit --pid $$ --memlock=unlimited"
        // Where there is a device, its cases will be in the plan.
        return facts.network.rdmaDevices.isEmpty
            ? .warning(.memlock, text, because: reason, remedy: remedy)
            : .problem(.memlock, text, because: reason, remedy: remedy)
    }

    static func hugePages(_ facts: HostFacts) -> Finding {
        let reason = "cases with 2 MiB pages cannot run"
        guard let total = facts.memory.hugePagesTotal, let free = facts.memory.hugePagesFree else {
            return .warning(.hugePages, "unknown", because: "cases with 2 MiB pages may not run")
        }
        // Room for the quick matrix with both ends on this host: twice 256 MiB.
        let wanted: UInt64 = 256
        if free >= wanted { return .ok(.hugePages, "\(free) of \(total) free, 2 MiB each") }
        return .warning(
            .hugePages, total == 0 ? "none reserved" : "\(free) of \(total) free, 2 MiB each",
            because: free == 0 ? reason : "\(reason) beyond \(sizeText(free << 21))",
            remedy: "echo \(max(total, free) - free + wanted) | sudo tee /proc/sys/vm/nr_hugepages")
    }

    static func transparentHugePages(_ facts: HostFacts) -> Finding {
        let mend = "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"
        switch facts.memory.transparentHugePages {
        case "madvise":
            return .ok(.transparentHugePages, "madvise")
        case "always":
            return .warning(
                .transparentHugePages, "always",
                because: "the kernel merges pages during a run, where a case asked for small ones",
                remedy: mend)
        case let mode?:
            return .warning(
                .transparentHugePages, mode,
                because: "cases with transparent huge pages run on small ones", remedy: mend)
        case nil:
            return .warning(
                .transparentHugePages, "unknown",
                because: "whether guest memory is in huge pages cannot be told")
        }
    }

    static func freeMemory(_ facts: HostFacts) -> Finding {
        guard let available = facts.memory.availableBytes else {
            return .warning(
                .freeMemory, "unknown", because: "a guest may be larger than what is free")
        }
        let observed = "\(sizeText(available)) available"
        // The largest processes, so that the user can choose.
        let look = "ps -e -o rss,pid,comm --sort=-rss | head"
        // The quick matrix takes 0.6 GiB on each end, both may be here, and the rest wants some too.
        if available < 3 << 29 {
            return .problem(
                .freeMemory, observed,
                because: "the quick matrix needs 1.2 GiB, and runs will fail", remedy: look)
        }
        if let total = facts.memory.totalBytes, available < total / 4 {
            return .warning(
                .freeMemory, observed, because: "the kernel may reclaim memory during a run",
                remedy: look)
        }
        return .ok(.freeMemory, observed)
    }

    static func swap(_ facts: HostFacts) -> Finding {
        guard let used = facts.memory.swapUsedBytes else {
            return .warning(.swap, "unknown", because: "guest memory may be swapped out in a run")
        }
        if used == 0 { return .ok(.swap, "not in use") }
        return .warning(
            .swap, "\(sizeText(used)) in use",
            because: "guest memory may be swapped out, and comes back a page at a time",
            remedy: "sudo swapoff -a")
    }
}
