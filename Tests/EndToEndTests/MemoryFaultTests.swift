import Foundation
import Results
import TestSupport
import Testing

/// A memory cgroup of the test's own; made of either version, and removed in the end.
private struct MemoryGroup {
    let folder: String
    let limitFile: String

    private static let places = [
        ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max"),
    ]

    /// Where one can be made; nil where the kernel or the user may not.
    static var place: (folder: String, limitFile: String)? {
        guard geteuid() == 0 else { return nil }
        return places.first { folder, file in
            let controllers = "\(folder)/cgroup.subtree_control"
            guard FileManager.default.fileExists(atPath: "\(folder)/cgroup.procs") else {
                return false
            }
            guard file == "memory.max" else { return true }
            do {
                return try String(contentsOfFile: controllers, encoding: .utf8).contains("memory")
            } catch { return false }
        }
    }

    init(limitBytes: Int) throws {
        let place = try #require(Self.place)
        folder = "\(place.folder)/bench-\(UUID().uuidString)"
        limitFile = place.limitFile
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try Data("\(limitBytes)".utf8).write(to: URL(filePath: "\(folder)/\(limitFile)"))
    }

    func remove() throws {
        guard unsafe rmdir(folder) == 0 else { throw POSIXError(.EBUSY) }
    }
}

extension EndToEnd {
    /// A destination without the memory that its host says it has.
    @Suite(.serialized) struct MemoryFaults {
        /// Runs a guest of 512 MiB into a destination that `command` starts.
        private func run(
            _ fault: FaultKind, _ hosts: Hosts, destination command: String, expecting words: String
        ) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]", memory: "512MiB")
            let seconds = Figures()
            let start = "\(command) exec \(hosts.onDestination) $BENCH agent"
            let outcome = try await hosts.survive(
                scratch, "\(scenario) --destination \"exec:\(start)\""
            ) { running in
                let watch = try await AgentWatch(running.family)
                seconds.add(try await watch.secondsToClean(scratch) { true })
            }
            #expect(outcome.code == 3, "\(outcome)")
            let reason = try scratch.failure()
            #expect(
                reason.hasPrefix("failed: destination (") && reason.contains(words), "\(reason)")
            try FaultRecord.write(
                fault, .preparing, hosts.place, outcome: reason, seconds: try seconds.value)
        }

        @Test(arguments: Hosts.here) func aLimitIsSaid(hosts: Hosts) async throws {
            try await run(
                .memoryLimit, hosts, destination: "ulimit -v 524288;",
                expecting: "Cannot allocate memory")
        }

        @Test(
            .enabled(if: MemoryGroup.place != nil, "there is no memory cgroup for this user"),
            arguments: Hosts.here)
        func aKilledDestinationIsSaid(hosts: Hosts) async throws {
            let group = try MemoryGroup(limitBytes: 128 << 20)
            try await run(
                .memoryKilled, hosts, destination: "echo \\$\\$ > \(group.folder)/cgroup.procs &&",
                expecting: "killed by signal 9")
            try group.remove()
        }
    }
}
