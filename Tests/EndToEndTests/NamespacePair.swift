import Foundation
import Testing

/// Two hosts on one: network namespaces that a veth pair joins, shaped with tc tbf to 400 Mbit/s.
///
/// They, their host's lease and all else of them go with the last process in them, so that several
/// pairs may be up at a time.
struct NamespacePair {
    let program: Program
    /// Why a test of them is left out.
    static var takesRoot: Comment { "network namespaces take root" }
    /// Where data goes: the second host.
    static let destinationHost = "10.213.77.2"

    /// Makes the pair in namespaces of this shell's own, and runs `bench` between its ends.
    private static let script = """
        set -e
        mkdir -p /run/lock /run/netns
        mount -t tmpfs tmpfs /run/lock
        mount --rbind /sys/fs/cgroup /run/netns
        mount -t sysfs sysfs /sys
        mount --move /run/netns /sys/fs/cgroup
        mount -t tmpfs tmpfs /run/netns
        ip link set lo up
        ip netns add b
        ip link add bench-a type veth peer name bench-b netns b
        ip addr add 10.213.77.1/24 dev bench-a
        ip link set bench-a up
        tc qdisc add dev bench-a root tbf rate 400mbit burst 128kb latency 50ms
        ip -n b addr add 10.213.77.2/24 dev bench-b
        ip -n b link set bench-b up
        ip addr add fd00:213::1/64 dev bench-a nodad
        ip -n b addr add fd00:213::2/64 dev bench-b nodad
        migrate() {
            "$BENCH" run --data-address "${address:-10.213.77.2}" \\
                --source "exec:BENCH_LAB_LINK=bench-a exec $BENCH agent" \\
                --destination "exec:BENCH_LAB_LINK=bench-b exec ip netns exec b $BENCH agent" "$@"
        }
        """

    /// Runs a shell script that calls `migrate` with the words of a suite, on hosts of its own.
    func run(
        _ commands: String, seconds: Double = 60,
        meanwhile: @escaping @Sendable (Program.Running) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        try await program.run(
            "/usr/bin/env", ["unshare", "-n", "-m", "sh", "-c", Self.script + "\n" + commands],
            seconds: seconds, meanwhile: meanwhile)
    }

    /// Runs a command on the source's host, while a suite is on.
    func onSource(_ command: String, _ running: Program.Running) async throws {
        let outcome = try await Program(in: program.folder).shell(
            "nsenter -t \(running.id) -n -m \(command)")
        #expect(outcome.code == 0, "\(command): \(outcome)")
    }

    /// Lets what each host sends to the other vanish without an answer, or arrive again.
    func drop(_ isDropping: Bool, _ running: Program.Running) async throws {
        let verb = isDropping ? "replace" : "del"
        try await onSource(Self.vanish(verb), running)
        try await onSource("ip -n b \(Self.bind(verb, "10.213.77.1")) dev bench-b", running)
    }

    /// A command by which what the source's host sends vanishes (`replace`), or arrives again (`del`).
    static func vanish(_ verb: String) -> String {
        "ip \(bind(verb, destinationHost)) dev bench-a"
    }

    /// Binds an address to the hardware address of nobody.
    private static func bind(_ verb: String, _ address: String) -> String {
        "neigh \(verb) \(address) lladdr 02:00:00:00:00:01 nud permanent"
    }
}
