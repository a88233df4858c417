internal import ArgumentParser
internal import Guest
internal import Platform

/// Lets a guest write uniformly at a target rate.
///
/// Prints the target and what was reached, in MiB/s, and the CPU seconds a second that it took.
struct DirtyRate: ParsableCommand {
    @Argument(help: "target in MiB/s; 0 for unpaced") var target: Double

    func run() throws {
        var spec = GuestSpec(memoryBytes: 256 << 20)
        spec.workload = WorkloadSpec(
            kind: .uniform, dirtyRate: target == 0 ? nil : target * 0x1p20)
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let guest = try Guest(spec, memory: memory)
        let start = MonotonicTime.now
        guest.resume(from: .initial(vcpus: 1))
        start.advanced(bySeconds: 2).sleep()
        let state = try guest.pause()
        let seconds = MonotonicTime.now.seconds(since: start)
        let bytes = Double(state.operationCount) * Double(GuestSpec.pageBytes)
        print(target, bytes / seconds / 0x1p20, guest.vcpuSeconds / seconds)
        try guest.stop()
    }
}
