internal import ArgumentParser
internal import Guest
internal import Platform

/// Lets two guests over the same memory write in turn, one that notes when its operations are done
/// and one that does not.
///
/// Prints operations a second of either, measured first: unpaced, and with a schedule that it cannot
/// keep up with, so that each operation is late.
struct Measured: ParsableCommand {
    @Argument(help: "guest memory in MiB") var mebibytes: Int
    @Option(help: "turns of a tenth of a second each") var turns = 20

    func run() throws {
        var figures: [Double] = []
        // A tebibyte a second is more than any vCPU dirties.
        for rate in [nil, 0x1p40] { figures += try speeds(rate) }
        print(figures.map { "\($0)" }.joined(separator: " "))
    }

    private func speeds(_ rate: Double?) throws -> [Double] {
        var spec = GuestSpec(memoryBytes: mebibytes << 20)
        spec.workload = WorkloadSpec(kind: .uniform, dirtyRate: rate)
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let guests = try [true, false].map { try Guest(spec, memory: memory, isMeasured: $0) }
        var states = guests.map { _ in GuestState.initial(vcpus: 1) }
        for guest in guests { guest.begin(.span) }
        for _ in 0..<turns {
            for (index, guest) in guests.enumerated() {
                guest.resume(from: states[index])
                MonotonicTime.now.advanced(bySeconds: 0.1).sleep()
                states[index] = try guest.pause()
            }
        }
        for guest in guests { try guest.stop() }
        return states.map { Double($0.operationCount) / Double($0.elapsedNanoseconds) * 1e9 }
    }
}
