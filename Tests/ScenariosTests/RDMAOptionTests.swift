import Guest
import Migration
import Testing

@testable import Scenarios

/// How scenarios say in which ways RDMA is used.
@Suite struct RDMAOptionTests {
    private func scenario(
        _ transports: String, rdma: String = "{}", more: String = ""
    ) throws -> Scenario {
        try ScenarioFile.decode(text(transports, rdma: rdma, more: more), file: "x.yml")
    }

    /// `rdma` stands on line 2, transports on line 4.
    private func text(_ transports: String, rdma: String, more: String = "") -> String {
        """
        name: a
        rdma: \(rdma)
        matrix:
          transport: [\(transports)]
          workload: idle
          memory: 1MiB
        \(more)
        """
    }

    private func options(_ transports: String, rdma: String = "{}") throws -> [RDMAOptions?] {
        try RunPlan(scenario(transports, rdma: rdma)).cases.map(\.migration.rdma)
    }

    @Test func whatIsLeftOutHasTheDefaults() throws {
        #expect(try options("tcp, rdma-pin-all") == [nil, RDMAOptions()])
        #expect(try options("rdma-dynamic, rdma-multifd") == [RDMAOptions(), RDMAOptions()])
    }

    @Test func everythingThatCanBeSaid() throws {
        let expected = RDMAOptions(
            chunkBytes: 4 << 20, queueDepth: 64, signalInterval: 8, writesPerChunk: 2,
            completion: .event, relaxedOrdering: true, registrationThreads: 2)
        let words = """
            chunk: 4MiB, queue_depth: 64, signal_interval: 8, writes_per_chunk: 2, \
            completion: event, relaxed_ordering: true, registration_threads: 2
            """
        #expect(try options("rdma-pin-all", rdma: "{\(words)}") == [expected])
        #expect(try options("{name: rdma-pin-all, \(words)}") == [expected])
    }

    @Test func qemuIsOneWord() throws {
        let qemu = RDMAOptions(
            chunkBytes: 1 << 20, queueDepth: 512, signalInterval: 1, writesPerChunk: 1,
            completion: .adaptive, relaxedOrdering: false, registrationThreads: 1)
        #expect(try options("rdma-pin-all", rdma: "{like: qemu}") == [qemu])
        #expect(
            try options("rdma-pin-all, {name: rdma-pin-all, like: qemu}") == [RDMAOptions(), qemu])
        var polling = qemu
        polling.completion = .poll
        #expect(try options("rdma-pin-all", rdma: "{completion: poll, like: qemu}") == [polling])
        #expect(
            try options("{name: rdma-pin-all, like: qemu}", rdma: "{completion: poll}") == [qemu],
            "a transport's own words count first")
    }

    @Test func aTransportsOwnWordsCountFirst() throws {
        let found = try options(
            "rdma-pin-all, {name: rdma-dynamic, chunk: 8MiB}",
            rdma: "{chunk: 2MiB, completion: poll}")
        #expect(found.map { $0?.chunkBytes } == [2 << 20, 8 << 20])
        #expect(found.allSatisfy { $0?.completion == .poll })
    }

    @Test func theIntervalFollowsTheDepthUnlessSaid() throws {
        let found = try options("{name: rdma-pin-all, queue_depth: [4, 512]}")
        #expect(found.map { $0?.signalInterval } == [1, RDMAOptions().signalInterval])
    }

    @Test func listsMakeCasesThatStayApart() throws {
        let plan = try RunPlan(
            scenario("tcp, {name: rdma-pin-all, chunk: [1MiB, 32MiB], completion: [poll, event]}"))
        #expect(
            plan.cases.map(\.transportLabel) == [
                "tcp", "rdma-pin-all poll", "rdma-pin-all event", "rdma-pin-all chunk 32 MiB poll",
                "rdma-pin-all chunk 32 MiB event",
            ])
        #expect(Set(plan.cases.map(\.key)).count == 5)
        #expect(Set(plan.cases.map(\.comparisonKey)).count == 1)
        #expect(plan.scenario.matrix.caseCount == 5)
    }

    @Test func everyOptionTellsCasesApart() throws {
        let other = [
            "chunk": "2MiB", "queue_depth": "16", "signal_interval": "2", "writes_per_chunk": "3",
            "completion": "event", "relaxed_ordering": "true", "registration_threads": "2",
            "rsocket_write": "direct",
        ]
        for option in RDMAOption.allCases {
            let value = try #require(other[option.rawValue])
            let kind = try #require(
                TransportKind.allCases.first { $0.definition.rdmaOptions.contains(option) })
            let plan = try RunPlan(
                scenario("\(kind.rawValue), {name: \(kind.rawValue), \(option.rawValue): \(value)}")
            )
            #expect(Set(plan.cases.map(\.key)).count == 2, "\(option)")
            #expect(Set(plan.cases.map(\.label)).count == 2, "\(option)")
        }
    }

    @Test func zeroPagesAreLookedForNowhereUnlessSaid() throws {
        let plan = try RunPlan(scenario("rdma-pin-all, tcp"))
        #expect(plan.cases.map(\.migration.zeroPageDetection) == [.none, .legacy])
        var legacy = plan.scenario
        legacy.matrix.zeroPageDetections = [.explicit(.legacy)]
        #expect(
            try RunPlan(legacy).cases.map(\.migration.zeroPageDetection) == [.legacy, .legacy])
    }

    @Test func bothEndsPinAllOfTheGuest() throws {
        let estimate = try RunPlan(scenario("tcp, rdma-pin-all")).estimate()
        #expect(estimate.pinnedBytesOnSource == 1 << 20)
        #expect(estimate.pinnedBytesOnDestination == 1 << 20)
        #expect(try RunPlan(scenario("tcp")).estimate().pinnedBytesOnDestination == 0)
    }

    /// Every stream that carries pages registers them for itself.
    @Test(arguments: [1, 2, 8])
    func directWritesPinTheGuestForEachStream(channels: Int) {
        func pinned(_ write: RDMAOptions.RSocketWrite, _ memoryBytes: Int) -> Int {
            let spec = MigrationSpec(
                transport: .rsocket, channels: channels, rdma: RDMAOptions(rsocketWrite: write))
            return TransportKind.rsocket.definition.pinnedBytesAtDestination(spec, memoryBytes)
        }
        #expect(pinned(.direct, 1 << 30) - pinned(.direct, 0) == channels << 30)
        #expect(pinned(.copy, 1 << 30) == pinned(.direct, 0))
    }

    /// A transport may be told only what makes a difference to it.
    @Test(arguments: TransportKind.allCases)
    func optionsThatMeanNothingAreRefused(kind: TransportKind) {
        for option in RDMAOption.allCases {
            let found = errors(
                in: text(
                    "{name: \"\(kind.rawValue)\", \(option.rawValue): \(option.standard)}",
                    rdma: "{}"))
            if kind.definition.rdmaOptions.contains(option) {
                #expect(found.isEmpty, "\(found)")
            } else {
                #expect(found.count == 1)
                #expect(
                    found[0].contains("\(kind.rawValue) has no \(option.rawValue) to choose"),
                    "\(found)")
            }
        }
    }

    @Test(
        arguments: [
            (
                "rdma-pin-all", "{chunk: 3MiB}",
                "x.yml:2:15: chunk: 3 MiB is not a possible chunk; allowed: a power of two from 1"
            ),
            ("rdma-pin-all", "{chunk: [1MiB, 512KiB]}", "x.yml:2:22: chunk: 512 KiB is not a poss"),
            ("rdma-pin-all", "{chunk: 2GiB}", "x.yml:2:15: chunk: 2 GiB is not a possible chunk"),
            ("rdma-pin-all", "{chunk: []}", "x.yml:2:15: chunk: is an empty list"),
            ("rdma-pin-all", "{chunk: [1MiB, 1024KiB]}", "x.yml:2:22: chunk: 1 MiB is listed twi"),
            ("rdma-pin-all", "{queue_depth: 0}", "x.yml:2:21: queue_depth: 0 is not a possible"),
            (
                "rdma-pin-all", "{queue_depht: 5}",
                "x.yml:2:8: unknown key \"queue_depht\" in rdma; did you mean \"queue_depth\"? all"
            ),
            (
                "rdma-pin-all", "{completion: pol}",
                "x.yml:2:20: unknown completion mode \"pol\"; did you mean \"poll\"? allowed: poll"
            ),
            (
                "rdma-pin-all", "{like: qmeu}",
                "x.yml:2:14: unknown preset \"qmeu\"; did you mean \"qemu\"? allowed: qemu"
            ),
            (
                "rdma-pin-all", "{relaxed_ordering: yes}",
                "x.yml:2:26: \"yes\" is not a choice; allowed: true or false"
            ),
            (
                "rdma-pin-all", "{registration_threads: 65}",
                "x.yml:2:30: registration_threads: 65 is not a possible number of threads; allowed"
            ),
            (
                "rdma-pin-all", "{queue_depth: [512, 4], signal_interval: [1, 3]}",
                "x.yml:2:52: signal_interval: one completion in 3 writes lets a queue of 4 run dry"
            ),
            (
                "{name: rdma-pin-all, queue_depth: 4}", "{signal_interval: 3}",
                "x.yml:2:25: signal_interval: one completion in 3 writes lets a queue of 4 run dry"
            ),
            (
                "tcp", "{chunk: 1MiB}",
                "x.yml:2:15: chunk: none of the transports has it to choose; allowed: chunk with r"
            ),
            ("tcp", "{like: qemu}", "x.yml:2:14: like: none of the transports has it to choose"),
            (
                "{name: tcp, like: qemu}", "{}",
                "x.yml:4:33: tcp has no RDMA options to choose"
            ),
            (
                "{name: tcp, chunk: 1MiB}", "{}",
                "x.yml:4:34: chunk: tcp has no chunk to choose; allowed: chunk of rdma-pin-all, "
            ),
        ] as [(String, String, String)])
    func mistakes(transports: String, rdma: String, expected: String) {
        let found = errors(in: text(transports, rdma: rdma))
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test func listsThatMultiplyBeyondReasonAreRefused() {
        let numbers = (1...120).map { "\($0)" }.joined(separator: ", ")
        let found = errors(
            in: text(
                "rdma-pin-all",
                rdma: "{queue_depth: [\(numbers)], writes_per_chunk: [\(numbers)]}"))
        #expect(found.count == 1)
        #expect(found[0].contains("expands to 14400 cases"), "\(found)")
    }

    @Test func whatIsWrittenIsReadTheSame() throws {
        let files = [
            ("rdma-pin-all", "{}"), ("rdma-pin-all, tcp", "{like: qemu}"),
            (
                "{name: rdma-dynamic, chunk: [1MiB, 1GiB]}, rdma-multifd",
                "{completion: [poll, event]}"
            ),
            ("rdma-dynamic, {name: rdma-multifd, channels: 2, like: qemu}", "{like: qemu}"),
            ("{name: rdma-pin-all, queue_depth: 2}", "{}"),
        ]
        for (transports, rdma) in files {
            let scenario = try scenario(transports, rdma: rdma)
            let text = try ScenarioFile.encode(scenario)
            let again = try ScenarioFile.decode(text, file: "again.yml")
            #expect(again == scenario, "\(text)")
            #expect(try RunPlan(again).runs == RunPlan(scenario).runs)
            // A later version may have other defaults; the text keeps those of today.
            #expect(text.contains("writes_per_chunk: ["), "\(text)")
        }
    }
}
