internal import ArgumentParser
internal import Guest
internal import Platform
internal import Synchronization
internal import Verbs

/// Registers memory with the first RDMA device as setup does with everything pinned: a region a
/// thread, all at once.
///
/// Prints the seconds of each time. The pages are there before, so that no fault counts.
struct Pin: ParsableCommand {
    @Argument(help: "memory in MiB") var mebibytes: Int
    @Argument(help: "threads") var threads: Int
    @Argument(help: "host pages: 4KiB, thp or 2MiB") var pages: String
    @Option(help: "how often") var times = 1

    func run() throws {
        guard let backing = PageBacking(rawValue: pages) else {
            throw ValidationError("there are no pages of \(pages)")
        }
        guard let device = try DeviceList().devices.first else {
            throw ValidationError("this host has no RDMA device")
        }
        let spec = GuestSpec(memoryBytes: mebibytes << 20, pages: backing)
        let memory = try GuestMemory(spec)
        try memory.populate()
        let context = try device.open()
        let domain = try ProtectionDomain(on: context)
        for _ in 0..<times { print(try seconds(domain, memory)) }
        try domain.close()
        try context.close()
    }

    private func seconds(_ domain: ProtectionDomain, _ memory: GuestMemory) throws -> Double {
        let regions = Mutex<[MemoryRegion]>([])
        let problem = Mutex<VerbsError?>(nil)
        let start = MonotonicTime.now
        let running = try (0..<threads).map { index in
            let first = memory.pageCount * index / threads
            let count = memory.pageCount * (index + 1) / threads - first
            return try NativeThread(name: "register-\(index)") {
                do throws(VerbsError) {
                    let region = try unsafe MemoryRegion(
                        in: domain, address: memory.address(ofPage: first),
                        byteCount: count * GuestSpec.pageBytes, access: .remoteWrite)
                    regions.withLock { $0.append(region) }
                } catch { problem.withLock { $0 = error } }
            }
        }
        for thread in running { try thread.join(until: .after(seconds: 600)) }
        let took = MonotonicTime.now.seconds(since: start)
        if let problem = problem.withLock({ $0 }) { throw problem }
        for region in regions.withLock({ $0 }) { try region.close() }
        return took
    }
}
