internal import ArgumentParser
internal import Measurement
internal import Platform
internal import Scenarios
internal import Session

/// `bench run`: runs a scenario and writes the results.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario: migrate, verify, record.",
        discussion: """
            Without a scenario the quick matrix is run: three workloads, 256 MiB, every transport \
            over TCP and, where RDMA can be used on this host, over RDMA; in minutes. Options \
            override the scenario; several values go with commas:

              bench run --transport tcp,multifd --channels 2,4,8 --memory 1GiB
              bench run --workload hotset --dirty-rate 64MiB/s,1GiB/s --repetitions 10
              bench run --guests 4 --direction both
              bench run --transport rdma-pin-all --chunk 1MiB,32MiB --completion poll,event
              bench run --resume results/2026-11-22T21-03-11Z-quick
              bench run --until-within 5%          more repetitions of what is not known well yet
              bench run --self-check               whether this machine's figures tell 10 % apart

            Sizes are 4096, 512KiB, 256MiB, 8GiB; rates are 500MiB/s, 25Gb/s, max; times are 300ms, 2s.
            Results go to results/<time>-<name>/: runs.csv (a row a migration), rounds.csv, \
            timeline.csv, channels.csv, cpus.csv, environment.json, scenario.yml; of several guests at once \
            evacuations.csv (a row for all of them).
            """)

    @OptionGroup var suite: SuiteArguments
    @OptionGroup(title: "Hosts") var endpoints: EndpointOptions

    @Flag(
        help: ArgumentHelp(
            "Run each case twice under two names, then simulate suites from it: no difference may be "
                + "found, and a slowdown of 10 % must be. Without a scenario one case and null, in "
                + "two minutes."))
    var selfCheck = false

    /// How it is typed.
    static let name = "bench run"

    private var command: String { selfCheck ? "\(Self.name) --self-check" : Self.name }

    func run() throws {
        let executable = try ThisProcess.executablePath()
        var job = SuiteJob(
            arguments: suite, command: command, defaultScenario: defaultScenario,
            network: { plan, recorded in
                endpoints.endpoints(command: command, plan: plan, resuming: recorded).networkWords
            },
            connect: { plan, recorded, _ in
                let ends = endpoints.endpoints(
                    command: command, plan: plan, resuming: recorded)
                let options = try ends.options(
                    executable: executable,
                    injection: suite.injection)
                return SuiteHosts(options: options, endpoints: ends)
            })
        if selfCheck {
            job.makePlan = { scenario throws(ScenarioErrors) in
                try RunPlan(scenario, twice: true)
            }
            job.judge = { try SelfCheckJob(plan: $0, format: suite.format).judge($1) }
        }
        try job.run()
    }

    private func defaultScenario() throws(ScenarioErrors) -> Scenario {
        if selfCheck { return try Scenario.selfCheck() }
        let hasDevice = endpoints.areLocal && RDMAReach.ofThisHost().obstacle == nil
        return hasDevice ? try Scenario.quickRDMA() : try Scenario.quick()
    }
}
