internal import ArgumentParser
internal import Guest
internal import Migration
internal import Platform

/// One precopy of an idle guest, both ends in this process, without filling or verifying: with
/// `null`, what the engine costs alone.
///
/// Prints seconds from the start of precopy to its end and the bytes of guest memory.
struct Engine: ParsableCommand {
    @Argument(help: "transport") var transport: String
    @Argument(help: "guest memory in MiB") var mebibytes: Int

    func run() throws {
        guard let kind = TransportKind(rawValue: transport) else {
            throw ValidationError("no transport \(transport)")
        }
        let spec = MigrationSpec(transport: kind, channels: kind.hasChannels ? 4 : 1)
        let guestSpec = GuestSpec(memoryBytes: mebibytes << 20)
        let memory = try GuestMemory(guestSpec)
        try memory.fill(guestSpec)
        let guest = try Guest(guestSpec, memory: memory)
        let destination = try GuestMemory(guestSpec)
        try destination.populate()
        let ends = try LoopbackEnds(spec, vcpus: 1)
        try ends.receiver.prepare(destination)
        let receiving = try ends.startReceiving()
        guest.resume(from: .initial(vcpus: 1))
        let engine = try PrecopyEngine(spec, guest: guest, sender: ends.sender)
        try engine.setup(memory)
        guard case .completed(let durations) = try engine.run() else {
            throw ValidationError("an idle guest did not converge")
        }
        try receiving.join(until: .after(seconds: 60))
        ends.close()
        try guest.stop()
        // The switchover waits for the other thread, not for the engine: the rounds are its work.
        let rounds = engine.rounds.reduce(0) { $0 + $1.durationMs }
        print(rounds / 1000, memory.byteCount, durations.totalMs / 1000)
    }
}
