internal import ArgumentParser
internal import Guest
internal import Measurement
internal import Platform
internal import Synchronization

/// Lets a guest write unpaced, with the timeline's sampler beside it and without, in turn.
///
/// Prints operations a second with and without it, and the share of a core that the sampler took.
struct Sampled: ParsableCommand {
    @Argument(help: "guest memory in MiB") var mebibytes: Int
    @Option(help: "turns with it, and as many without") var turns = 15
    @Option(help: "seconds of a turn: in long ones the machine drifts") var seconds = 1.0
    @Option(help: "threads that wait, as channels do") var channels = 8

    func run() throws {
        var spec = GuestSpec(memoryBytes: mebibytes << 20)
        spec.workload = WorkloadSpec(kind: .uniform)
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let guest = try Guest(spec, memory: memory)
        let end = Semaphore()
        let waiting = try (0..<channels).map { index in
            try NativeThread(name: "channel-\(index)", role: .channel) {
                _ = end.wait(until: .after(seconds: 3600))
            }
        }
        var state = GuestState.initial(vcpus: 1)
        var speeds: [Bool: Double] = [true: 0, false: 0]
        var sampled = 0.0
        let before = ThreadRoll.seconds()
        for turn in 0..<(2 * turns) {
            let sampler = turn % 2 == 0 ? try sampler(guest) : nil
            guest.resume(from: state)
            let start = MonotonicTime.now
            sampler?.begin(at: start)
            start.advanced(bySeconds: seconds).sleep()
            let next = try guest.pause()
            let length = MonotonicTime.now.seconds(since: start)
            if let sampler {
                sampled += length
                _ = try sampler.end()
            }
            let done = next.operationCount - state.operationCount
            speeds[sampler != nil, default: 0] += Double(done) / length
            state = next
        }
        let used = ThreadRoll.seconds() - before
        for _ in waiting { end.post() }
        try guest.stop()
        print(
            speeds[true, default: 0] / Double(turns), speeds[false, default: 0] / Double(turns),
            used[.sampler] / sampled)
    }

    /// A sampler that looks at what an agent's does.
    private func sampler(_ guest: Guest) throws -> Sampler<CPULook> {
        let wire = Wire(towards: SocketAddress(host: "127.0.0.1", port: 1), device: nil)
        let counter = wire?.byteCounter
        let meter = Mutex<CPUMeter?>(nil)
        return try Sampler(intervalSeconds: 0.05, limit: 1500) {
            _ = guest.operationsDone
            _ = counter?.bytes
            return meter.withLock { meter in
                var own = meter ?? CPUMeter()
                let look = own.look()
                meter = own
                return look
            }
        }
    }
}
