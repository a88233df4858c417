extension Scenario {
    /// The scenario that runs when none is named, for errors in place of a file's name.
    public static let quickFileName = "quick.yml (built in)"

    /// The text of `Benchmarks/Scenarios/quick.yml`.
    ///
    /// It is built in so that the program needs no repository around it. The file is the truth;
    /// a test compares them byte for byte.
    public static let quickText = """
        # The first minute: every transport over TCP, three workloads, small enough for any machine.
        # This text is built into the program too (Sources/Scenarios/BuiltInScenarios.swift): a test
        # holds the two together.
        name: quick
        description: Every transport over TCP, three workloads, in under three minutes on two cores.
        repetitions: 5
        warmup: 1
        seed: 7
        idle_baseline: 400ms # as long as a migration takes: what is taken off its CPU is known as well
        matrix:
          transport:
            - null # pages are discarded: what the harness itself costs
            - tcp
            - {name: multifd, channels: [2, 4]}
            - {name: multifd-zerocopy, channels: 4}
          workload:
            - idle
            - uniform
            - {kind: hotset, working_set: 32MiB, hot_share: 0.9}
          dirty_rate: 64MiB/s
          memory: 256MiB
        guest:
          vcpus: 1
          zero_share: 0 # every transport has all pages to send

        """

    /// The scenario that runs when none is named; never throws in a build that passed its tests.
    public static func quick() throws(ScenarioErrors) -> Scenario {
        try ScenarioFile.decode(quickText, file: quickFileName)
    }

    /// The scenario of a host with an RDMA device, for errors in place of a file's name.
    public static let quickRDMAFileName = "quick-rdma.yml (built in)"

    /// The text of `Benchmarks/Scenarios/quick-rdma.yml`.
    public static let quickRDMAText = """
        # The quick matrix with the RDMA transports: what runs on a host that has an RDMA device.
        # This text is built into the program too (Sources/Scenarios/BuiltInScenarios.swift): a test
        # holds the two together.
        name: quick-rdma
        description: Every transport over three workloads, in minutes, on a host with an RDMA device.
        repetitions: 5
        warmup: 1
        seed: 7
        idle_baseline: 400ms # as long as a migration takes: what is taken off its CPU is known as well
        matrix:
          transport:
            - null # pages are discarded: what the harness itself costs
            - tcp
            - {name: multifd, channels: [2, 4]}
            - {name: multifd-zerocopy, channels: 4}
            - rdma-pin-all
            - rdma-dynamic
            - {name: rdma-multifd, channels: 2}
            - {name: rsocket, channels: [1, 4]} # one stream, and multifd
          workload:
            - idle
            - uniform
            - {kind: hotset, working_set: 32MiB, hot_share: 0.9}
          dirty_rate: 64MiB/s
          memory: 256MiB
        guest:
          vcpus: 1
          zero_share: 0 # every transport has all pages to send

        """

    /// The scenario that runs when none is named on a host with an RDMA device; never throws in a
    /// build that passed its tests.
    public static func quickRDMA() throws(ScenarioErrors) -> Scenario {
        try ScenarioFile.decode(quickRDMAText, file: quickRDMAFileName)
    }

    /// The scenario of a self-check; never throws in a build that passed its tests.
    ///
    /// The quick matrix's busiest guest over one transport, and the harness alone.
    public static func selfCheck() throws(ScenarioErrors) -> Scenario {
        let text = """
            name: self-check
            description: One case twice, under two names, and what the harness itself takes.
            repetitions: 10
            warmup: 1
            seed: 7
            matrix:
              transport: [null, tcp]
              workload: {kind: hotset, working_set: 32MiB, hot_share: 0.9}
              dirty_rate: 64MiB/s
              memory: 256MiB
            guest:
              vcpus: 1
              zero_share: 0

            """
        return try ScenarioFile.decode(text, file: "self-check.yml (built in)")
    }

    /// The scenario of the lab, for errors in place of a file's name.
    public static let labFileName = "lab.yml (built in)"

    /// The text of `Benchmarks/Scenarios/lab.yml`.
    public static let labText = """
        # Every transport between the lab's two virtual machines, small enough for software emulation.
        # This text is built into the program too (Sources/Scenarios/BuiltInScenarios.swift): a test
        # holds the two together.
        name: lab
        description: Every transport over two workloads between two emulated machines, in minutes.
        repetitions: 3
        warmup: 1
        seed: 7
        matrix:
          transport:
            - null # pages are discarded: what the harness itself costs
            - tcp
            - {name: multifd, channels: 2}
            - {name: multifd-zerocopy, channels: 2}
            - rdma-pin-all
            - rdma-dynamic
            - {name: rdma-multifd, channels: 2}
            - {name: rsocket, channels: [1, 2]} # one stream, and multifd
          workload:
            - idle
            - {kind: hotset, working_set: 4MiB, hot_share: 0.9}
          dirty_rate: 1MiB/s
          memory: 32MiB
        guest:
          vcpus: 1
          zero_share: 0 # every transport has all pages to send

        """

    /// The scenario that runs in the lab when none is named; never throws in a build that passed
    /// its tests.
    public static func lab() throws(ScenarioErrors) -> Scenario {
        try ScenarioFile.decode(labText, file: labFileName)
    }
}
