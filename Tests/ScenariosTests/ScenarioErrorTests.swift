import Testing

@testable import Scenarios

/// Each mistake, and the line that a user reads about it.
@Suite struct ScenarioErrorTests {
    /// The sample with one text replaced.
    private func changed(_ old: String, _ new: String) -> String {
        let parts = sampleText.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        #expect(parts.count == 2, "\(old) is not in the sample")
        return parts.joined(separator: new)
    }

    @Test(
        arguments: [
            (
                "workload:", "worklod:",
                [
                    "x.yml:5:3: matrix has no workload; allowed: workload: [idle, uniform]",
                    "x.yml:7:3: unknown key \"worklod\" in matrix; did you mean \"workload\"? allowed: ",
                ]
            ),
            (
                "repetitions: 3", "repetitons: 3",
                ["x.yml:2:1: unknown key \"repetitons\" in the file"]
            ),
            (
                "[tcp, multifd]", "[tpc, multifd]",
                [
                    "x.yml:5:15: unknown transport \"tpc\"; did you mean \"tcp\"? allowed: null, tcp, "
                ]
            ),
            (
                "[idle, hotset]", "[idle, hotste]",
                ["x.yml:7:20: unknown workload \"hotste\"; did you mean \"hotset\"?"]
            ),
            (
                "channels: [2, 4]", "channels: [0, 4]",
                ["x.yml:6:14: channels: 0 is not a possible number of channels; allowed: 1 to 255"]
            ),
            (
                "channels: [2, 4]", "channels: [2, 10000]",
                [
                    "x.yml:6:17: channels: 10000 is not a possible number of channels; allowed: 1 to 255"
                ]
            ),
            ("channels: [2, 4]", "channels: []", ["x.yml:6:13: channels: is an empty list"]),
            ("channels: [2, 4]", "channels: [2, 2]", ["x.yml:6:17: channels: 2 is listed twice"]),
            (
                "memory: 256MiB", "memory: 4097",
                [
                    "x.yml:9:11: memory: 4097 B is not a whole number of guest pages; allowed: a multiple"
                ]
            ),
            ("memory: 256MiB", "memory: 0", ["x.yml:9:11: memory: 0 B is not a possible size"]),
            (
                "memory: 256MiB", "memory: 3MiB\n  page_size: 2MiB",
                [
                    "x.yml:9:11: memory: 3 MiB is not a whole number of 2 MiB pages; allowed: a "
                        + "multiple of 2 MiB"
                ]
            ),
            (
                "memory: 256MiB", "memory: {a: b}",
                ["x.yml:9:11: memory must be a single value, not a mapping"]
            ),
            ("memory: 256MiB", "memory:", ["x.yml:9:10: memory has no value"]),
            (
                "seed: 7", "seed: -7",
                ["x.yml:3:7: \"-7\" is not a seed; allowed: 0 to 1844674407370955"]
            ),
            ("repetitions: 3", "repetitions: ten", ["x.yml:2:14: \"ten\" is not a whole number"]),
            ("repetitions: 3", "repetitions: 0", ["x.yml:2:14: repetitions: 0 is not a possible"]),
            (
                "seed: 7", "repetitions: 7",
                ["x.yml:3:1: key \"repetitions\" stands twice; first on line 2"]
            ),
            (
                "name: sample", "name: ../etc",
                ["x.yml:1:7: name: \"../etc\" cannot be part of a folder"]
            ),
            (
                "seed: 7", "guest: {zero_share: 1.5}",
                ["x.yml:3:21: \"1.5\" is not a share; allowed: 0 to"]
            ),
            ("seed: 7", "guest: {zero_share: nan}", ["x.yml:3:21: \"nan\" is not a share"]),
            (
                "seed: 7", "guest: {vcpus: 0}",
                ["x.yml:3:16: vcpus: 0 is not a possible number of vCPUs"]
            ),
            ("seed: 7", "guest: {vcpus: 257}", ["x.yml:3:16: vcpus: 257 is not a possible number"]),
            ("seed: 7", "guest: [1]", ["x.yml:3:8: guest must be a mapping, not a list"]),
            (
                "seed: 7", "guest: {settle: 200}",
                ["x.yml:3:17: \"200\" has no unit; allowed: a number"]
            ),
            (
                "seed: 7", "migration: {auto_converge: on}",
                ["x.yml:3:28: \"on\" is not a choice; allowed: true or false"]
            ),
            (
                "seed: 7", "migration: {switchover_bandwidth: 0}",
                ["x.yml:3:35: switchover_bandwidth: 0 would never switch over"]
            ),
            (
                "memory: 256MiB", "memory: 256MiB\n  max_bandwidth: 0",
                ["x.yml:10:18: max_bandwidth: 0 would never send anything"]
            ),
            (
                "memory: 256MiB", "memory: 256MiB\n  zero_page_detection: multifd",
                [
                    "x.yml:10:24: zero_page_detection: multifd looks for zero pages on the channels, but "
                ]
            ),
            (
                "dirty_rate: 64MiB/s", "max_bandwidth: 64MiB/s",
                ["x.yml:7:20: workload: hotset needs a dirty_rate, here or in matrix"]
            ),
            (
                "idle, hotset", "{kind: hotset, working_set: 1GiB}",
                ["x.yml:7:42: working_set: 1 GiB is larger than a guest's memory of 256 MiB"]
            ),
            (
                "idle, hotset", "{kind: uniform, working_set: 1MiB}",
                ["x.yml:7:43: working_set: uniform has no working set"]
            ),
            (
                "[tcp, multifd]", "[{name: \"null\", channels: 2}, multifd]",
                [
                    "x.yml:5:40: channels: null has no channels to choose; allowed: channels of multifd,"
                ]
            ),
            (
                "[tcp, multifd]", "[tcp]",
                [
                    "x.yml:6:13: channels: none of the transports has channels; allowed: channels with"
                ]
            ),
            (
                "seed: 7", "seed: &a 7",
                ["x.yml:3:7: anchors (&) and aliases (*) are not for scenarios; write it out"]
            ),
            (
                "seed: 7", "seed: 7\n---\nseed: 8",
                ["x.yml:4:1: not YAML: expected a single document"]
            ),
            ("seed: 7", "seed: [7", ["x.yml:4:7: not YAML: while parsing a flow sequence"]),
            ("seed: 7", "seed: *a", ["x.yml:3:7: not YAML: found undefined alias"]),
        ] as [(String, String, [String])])
    func mistakes(old: String, new: String, expected: [String]) {
        let found = errors(in: changed(old, new))
        #expect(found.count == expected.count, "\(found)")
        for (line, start) in zip(found, expected) {
            #expect(line.hasPrefix(start), "\(line)")
        }
    }

    @Test func allErrorsOfAFileAreReported() {
        let found = errors(
            in: """
                nam: sample
                repetitions: 0
                matrix:
                  transport: [tpc, multifd, multifd]
                  channels: [0, 4, x]
                  workload: [idle, hotset]
                  dirty_rate: 64
                  memory: [4097, 1MiB]
                guest: {vcpus: 300}
                """)
        #expect(
            found.map { $0.split(separator: " ")[0] } == [
                "x.yml:1:1:", "x.yml:1:1:", "x.yml:2:14:", "x.yml:4:15:", "x.yml:4:29:",
                "x.yml:5:14:", "x.yml:5:20:", "x.yml:7:15:", "x.yml:8:12:", "x.yml:9:16:",
            ])
    }

    @Test func manyErrorsAreCut() {
        let list = (0..<300).map { "t\($0)" }.joined(separator: ", ")
        let text = "name: a\nmatrix: {transport: [\(list)], workload: idle, memory: 1MiB}"
        #expect(errors(in: text).count == ScenarioErrors.maximum)
    }

    @Test func emptyFiles() {
        #expect(errors(in: "") == ["x.yml: holds no scenario"])
        #expect(errors(in: "# nothing\n") == ["x.yml: holds no scenario"])
        #expect(
            errors(in: "words")[0].hasPrefix("x.yml:1:1: the file must be a mapping, not \"words\"")
        )
    }
}
