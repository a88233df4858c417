import Foundation
import Glibc
import Platform
import Testing

@testable import Measurement

/// A load of soft interrupts of which is known how much it is: all the time of one CPU.
///
/// Datagrams go through a veth pair from one namespace to another, where each is delivered to 64 sockets that
/// nobody reads. The kernel is told to deliver on a CPU that does not send (RPS), and one datagram takes it
/// far longer to deliver than to send: that CPU does nothing else and never rests.
@Suite(.serialized) struct SoftIRQLoadTests {
    private static let looks = 12
    private static let seconds = 2.0

    /// Two CPUs to send and to deliver on; nil where there are none.
    private static let cpus: (send: Int, deliver: Int)? = {
        let numbers = HostFacts.read().cpu.allowedList?.numbers ?? []
        // One word of the kernel's mask.
        guard numbers.count > 1, numbers[1] < 32 else { return nil }
        return (numbers[0], numbers[1])
    }()

    private static let obstacle: String? =
        geteuid() != 0
        ? "network namespaces take root" : cpus == nil ? "two CPUs are needed" : nil

    private static let script = """
        set -e
        mkdir -p /run/netns
        mount -t tmpfs tmpfs /run/netns
        ip netns add b
        ip link add load-a type veth peer name load-b netns b
        ip addr add 10.213.78.1/24 dev load-a
        ip link set load-a up
        ip -n b addr add 10.213.78.2/24 dev load-b
        ip -n b link set load-b up
        # It has the interfaces of its namespace in /sys.
        ip netns exec b sh -c 'echo "$MASK" > /sys/class/net/load-b/queues/rx-0/rps_cpus
            exec taskset -c "$SEND" python3 -c "$LISTEN"' &
        trap "kill $!" EXIT
        taskset -c "$SEND" python3 -c "$FLOOD"
        """

    private static let listen = """
        import socket, time
        held = []
        for _ in range(64):
            one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(("", 5000))
            held.append(one)
        time.sleep(60)
        """

    private static let flood = """
        import socket, time
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        out.connect(("10.213.78.255", 5000))
        start = time.monotonic()
        told = False
        while time.monotonic() < start + \(seconds + 1):
            for _ in range(50):
                try:
                    out.send(bytes(64))
                except OSError:
                    pass
            if not told and time.monotonic() > start + 0.6:
                told = True
                print("on", flush=True)
        """

    /// What the CPU did that delivers, over the seconds that it was watched.
    private func look(_ cpus: (send: Int, deliver: Int)) throws -> (use: HostUse, span: Double) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unshare", "-n", "-m", "sh", "-c", Self.script]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SEND": "\(cpus.send)", "MASK": String(1 << cpus.deliver, radix: 16),
            "LISTEN": Self.listen, "FLOOD": Self.flood,
        ]) { _, own in own }
        process.standardOutput = output
        try process.run()
        defer { process.waitUntilExit() }
        // Nothing where it did not come so far.
        try #require(!output.fileHandleForReading.availableData.isEmpty)
        let before = try HostStat.read()
        MonotonicTime.now.advanced(bySeconds: Self.seconds).sleep()
        let after = try HostStat.read()
        let own = after.cpus(since: before).list.first { $0.cpu == cpus.deliver }
        return (try #require(own).use, after.all.time.seconds(since: before.all.time))
    }

    @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
    func deliveringOverVethIsSoftInterruptsOfOneCPU() throws {
        let cpus = try #require(Self.cpus)
        var seen: [String] = []
        for _ in 0..<Self.looks {
            let (use, span) = try look(cpus)
            let error = max(0.05 * span, TickError.here.unitSeconds)
            let figures = [use.softirq, use.busy].map { abs(($0 ?? 0) - span) }
            if figures.allSatisfy({ $0 <= error }) { return }
            seen.append("softirq \(use.softirq ?? -1) s, busy \(use.busy ?? -1) s of \(span) s")
        }
        Issue.record("\(seen)")
    }
}
