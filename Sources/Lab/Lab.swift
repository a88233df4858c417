internal import FoundationEssentials
internal import Platform
internal import Programs

/// A running lab.
///
/// Cleanup: `stop()`; should the process die, the machines end with it.
public final class Lab {
    /// Who is where.
    public let plan: LabPlan
    /// What the machines are.
    public let facts: LabFacts
    /// Seconds from power-on until both were ready.
    public let bootSeconds: Double

    private let machines: [Machine]
    private let run: RunFolder

    private init(
        plan: LabPlan, facts: LabFacts, bootSeconds: Double, machines: [Machine], run: RunFolder
    ) {
        self.plan = plan
        self.facts = facts
        self.bootSeconds = bootSeconds
        self.machines = machines
        self.run = run
    }

    /// Prepares what machines need, boots them and waits until they are ready.
    ///
    /// - Parameters:
    ///   - options: what the lab is to be.
    ///   - cache: where kernel and file system are kept.
    ///   - folder: where the sockets are to be; nil for one of its own, which goes with the lab.
    ///   - isStopped: whether the user asked to stop; looked at while waiting.
    ///   - say: takes one line of progress at a time.
    /// - Throws: ``LabError``; no machine runs then.
    public static func start(
        _ options: LabOptions, cache: LabCache = LabCache(), folder: String? = nil,
        isStopped: @escaping @Sendable () -> Bool = { false },
        say: @escaping (String) -> Void
    ) throws(LabError) -> Lab {
        try check(options)
        // A supervisor that is gone must show as an error of a write, not as a signal.
        ThisProcess.ignoreBrokenPipes()
        try HostProgram.require(HostProgram.always)
        let tool = Tool(isStopped: isStopped)
        let kernel = try KernelStore(cache: cache, tool: tool, say: say).kernel()
        let image = try LabImage(
            cache: cache, tool: tool, executable: options.executable, kernel: kernel,
            files: options.files
        ).path(say: say)
        let run = try RunFolder(cache: cache, folder: folder)
        let boot = Boot(
            options: options, plan: LabPlan(folder: run.path, isSolo: options.isSolo),
            ownFolder: run.isOwn ? run.path : nil, kernel: kernel, image: image,
            isStopped: isStopped, say: say)
        do throws(LabError) {
            let memory = AccelerationMemory(cache: cache)
            let (accelerator, machines, seconds) = try boot.run(memory)
            let facts = LabFacts(
                accelerator: accelerator, kernelVersion: kernel.version, machines: machines.count,
                memoryBytes: options.memoryBytes, cpus: options.cpus, link: options.shape)
            return Lab(
                plan: boot.plan, facts: facts, bootSeconds: seconds, machines: machines, run: run)
        } catch {
            run.remove()
            throw error
        }
    }

    /// Why no lab can run on this host; nil where one can, as far as can be told without booting.
    ///
    /// Waits for `apt-cache` where no kernel is kept yet.
    public static func obstacle(cache: LabCache = LabCache()) -> LabError? {
        do throws(LabError) {
            try check(LabOptions(executable: ""))
            try HostProgram.require(HostProgram.always)
            let store = KernelStore(cache: cache, tool: Tool(isStopped: { false }), say: { _ in })
            try store.checkAvailable()
            return nil
        } catch { return error }
    }

    /// What is wrong with a machine; nil while all run.
    public var problem: LabError? {
        machines.lazy.compactMap { machine in machine.problem.map { machine.failure($0) } }.first
    }

    /// The same, for whoever knows already that a machine is gone: its console ends a moment later.
    public func problem(within seconds: Double) -> LabError? {
        let deadline = Deadline.after(seconds: seconds)
        while problem == nil, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.02).sleep()
        }
        return problem
    }

    /// Powers the machines off.
    public func stop() {
        for machine in machines { machine.stop() }
        run.remove()
    }

    /// Looks for what can be told to be wrong before anything is fetched or built.
    /// - Throws: ``LabError``.
    public static func check(_ options: LabOptions) throws(LabError) {
        #if !arch(x86_64)
            throw .refused(
                "the lab runs on x86-64 only", remedy: "use --source and --destination")
        #endif
        if options.isSolo, !options.shape.isPlain {
            throw .refused(
                "--solo has no link that --rate, --delay or --loss could shape",
                remedy: "leave --solo out")
        }
        try checkMemory(options)
        for file in options.files { try file.check() }
    }

    /// What a machine needs besides what is reserved: kernel, file system, agents.
    private static let leastBytes = 512 << 20

    private static func checkMemory(_ options: LabOptions) throws(LabError) {
        let reserved = options.reservedBytes >> 20
        if options.memoryBytes - options.reservedBytes < leastBytes {
            throw .refused(
                "a machine needs 512 MiB at least"
                    + (reserved == 0 ? "" : ", and \(reserved) MiB to reserve for page_size 2MiB"),
                remedy: "--machine-memory \(reserved + 1024)MiB, or leave the option out")
        }
        let machines = options.isSolo ? 1 : 2
        let memory = ProcessInfo.processInfo.physicalMemory
        if UInt64(machines) * UInt64(options.memoryBytes) > memory {
            throw .refused(
                "\(machines) machine\(machines == 1 ? "" : "s") of \(options.memoryBytes >> 20) MiB "
                    + "each do not fit into this host's \(memory >> 20) MiB",
                remedy: "lower --memory, or --machine-memory")
        }
    }
}
