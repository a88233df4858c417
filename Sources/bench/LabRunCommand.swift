internal import ArgumentParser
internal import Lab
internal import Platform
internal import Presentation
internal import Scenarios
internal import Session
internal import Synchronization

/// `bench lab run`: a suite between two virtual machines.
struct LabRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Boot two machines, run a scenario between them, power off.",
        discussion: """
            Without a scenario the lab's matrix is run: two workloads, 32 MiB, every transport. \
            Takes the options of `bench run`, but for those that say where the ends are. Results \
            are written on this host as usual.
            """)

    @OptionGroup var suite: SuiteArguments
    @OptionGroup(title: "Lab") var lab: LabArguments

    private static let command = "bench lab run"

    func run() throws {
        let executable = try ThisProcess.executablePath()
        let job = SuiteJob(
            arguments: suite, command: Self.command, ownOptions: lab.typed,
            // Where KVM works it is over sooner.
            cost: lab.accel == .kvm ? CostModel() : .emulation,
            defaultScenario: Scenario.lab,
            check: { plan in
                try checkGuests(plan)
                try Lab.check(try options(for: plan, executable))
            },
            place: { plan in Self.words(try options(for: plan, executable)) },
            connect: { plan, _, interrupts in
                let options = try options(for: plan, executable)
                let watch = StopWatch(interrupts)
                let lab = try Lab.start(
                    options, isStopped: { watch.isStopped() }, say: LabCommand.say)
                return hosts(lab, executable: executable)
            })
        try job.run()
    }

    /// A machine has a port for one agent of each end.
    private func checkGuests(_ plan: RunPlan) throws {
        guard !plan.scenario.concurrency.isAlone else { return }
        throw LabError.refused(
            "\(plan.scenario.concurrency.words): the lab's machines migrate one guest at a time",
            remedy: "guests: 1, direction: forward; several take hosts, with bench run")
    }

    /// The machines in a line: `lab  source and destination, 1.1 GiB of memory each`.
    private static func words(_ options: LabOptions) -> String {
        let names = LabPlan.machines(isSolo: options.isSolo).joined(separator: " and ")
        let reserved = options.reservedBytes
        return LabCommand.line(
            "\(names), \(Quantity.bytes(options.memoryBytes)) of memory each"
                + (reserved == 0
                    ? "" : ", \(Quantity.bytes(reserved)) of it reserved in 2 MiB pages"))
    }

    private func options(for plan: RunPlan, _ executable: String) throws -> LabOptions {
        try lab.options(for: plan.estimate(), executable: executable)
    }

    private func hosts(_ lab: Lab, executable: String) -> SuiteHosts {
        let seconds = (lab.bootSeconds * 10).rounded() / 10
        LabCommand.say("ready after \(seconds) s")
        func end(_ isSource: Bool) -> Endpoint {
            .command(lab.plan.agentCommand(isSource: isSource, executable: executable))
        }
        var options = SuiteOptions(
            source: end(true), destination: end(false), dataAddress: lab.plan.dataAddress,
            executable: executable, injection: suite.injection)
        options.isOfOneHost = lab.plan.isSolo
        return SuiteHosts(
            options: options, endpoints: SuiteEndpoints(command: Self.command),
            note: note(lab), labFacts: lab.facts.text,
            close: {
                // The agents tell of a lost connection; the machine's console tells why.
                if let problem = lab.problem { Exit.explain(problem) }
                lab.stop()
            })
    }

    /// What a reader of the figures must know.
    private func note(_ lab: Lab) -> String {
        switch lab.facts.accelerator {
        case .kvm:
            "note: virtual machines on one host; RDMA is Soft-RoCE, which the kernel computes"
        case .tcg:
            "note: software emulation: these figures show that it works, not how fast it is"
        }
    }
}

/// Ctrl-C as something to ask for, once and for all.
final class StopWatch: Sendable {
    private let interrupts: Interrupts
    private let seen = Atomic(false)

    init(_ interrupts: Interrupts) { self.interrupts = interrupts }

    func isStopped() -> Bool {
        if interrupts.take() { seen.store(true, ordering: .relaxed) }
        return seen.load(ordering: .relaxed)
    }
}
