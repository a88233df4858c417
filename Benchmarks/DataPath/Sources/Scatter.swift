internal import ArgumentParser
internal import Guest
internal import Migration
internal import Platform

/// Sends single scattered pages through the tcp transport, as `gather.c` does in C: every second
/// page of a guest.
///
/// Prints seconds, bytes of page content and CPU seconds of both ends.
struct Scatter: ParsableCommand {
    @Argument(help: "page content to send, in MiB") var mebibytes: Int

    func run() throws {
        let guest = GuestSpec(memoryBytes: mebibytes << 21)
        let source = try GuestMemory(guest)
        try source.fill(guest)
        let destination = try GuestMemory(guest)
        try destination.populate()
        let ends = try LoopbackEnds(MigrationSpec(transport: .tcp), vcpus: 1)
        try ends.sender.prepare(source)
        try ends.receiver.prepare(destination)

        let start = MonotonicTime.now
        let cpu = CPUTime.ofProcess()
        let receiving = try ends.startReceiving()
        try ends.sender.begin(at: .now)
        var batch = PageBatch()
        var page = 0
        while page < guest.pageCount {
            batch.removeAll()
            while batch.normal.count < ends.sender.batchPages, page < guest.pageCount {
                batch.normal.append(PageRun(first: UInt32(page), count: 1))
                page += 2
            }
            try ends.sender.send(batch)
        }
        let state = DeviceState(guest: .initial(vcpus: 1), timeZero: .now, byteCount: 0)
        _ = try ends.sender.complete(state)
        try receiving.join(until: .after(seconds: 60))
        let used = (CPUTime.ofProcess() - cpu).total
        let seconds = MonotonicTime.now.seconds(since: start)
        ends.close()
        print(seconds, mebibytes << 20, used)
    }
}
