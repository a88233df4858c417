import Glibc
import Platform
import Testing

@testable import Measurement

/// Work of which is known how much it is, as `/proc/stat` sees it: within 5 % or one unit of its counters,
/// whichever is larger.
///
/// Other work on the host is taken off by a look before. It may begin in between, so a look may fail;
/// a figure that is wrong fails each time.
@Suite(.serialized) struct KnownLoadTests {
    private static let looks = 12
    private static let seconds = 2.5

    /// What the host did while `work` ran, less what it did for as long just before.
    private func look(_ work: () throws -> Void) throws -> HostUse {
        func use(_ body: () throws -> Void) throws -> HostUse {
            let start = MonotonicTime.now
            let before = try HostCPU.sample()
            try body()
            let used = try HostCPU.sample().seconds(since: before)
            return HostUse(used, over: MonotonicTime.now.seconds(since: start))
        }
        let rest = try use { MonotonicTime.now.advanced(bySeconds: Self.seconds).sleep() }
        var own = try use(work)
        own.busy = try #require(own.busy) - #require(rest.busy)
        own.user = try #require(own.user) - #require(rest.user)
        own.system = try #require(own.system) - #require(rest.system)
        own.softirq = try #require(own.softirq) - #require(rest.softirq)
        return own
    }

    private func isNear(_ figure: Double?, _ truth: Double) throws -> Bool {
        let unit = TickError.here.unitSeconds
        return try abs(#require(figure) - truth) <= max(0.05 * truth, unit)
    }

    /// What a thread does with its time.
    enum Load: Sendable {
        case user, system

        /// The kind that it is to be seen as.
        func seconds(_ use: HostUse) -> Double? { self == .user ? use.user : use.system }
    }

    /// A thread that works for a share of its time, in stretches of 100 ms and more: a tick can be wrong
    /// at the ends of a stretch only.
    @Test(arguments: [(Load.user, 0.2), (.user, 0.5), (.user, 0.9), (.system, 0.5)])
    func aSpinnerIsSeenAsWhatItDoes(load: Load, share: Double) throws {
        var seen: [String] = []
        for _ in 0..<Self.looks {
            var truth = 0.0
            let use = try look { truth = try spin(load, share) }
            if try isNear(load.seconds(use), truth), try isNear(use.busy, truth) { return }
            seen.append(
                "\(load) \(load.seconds(use) ?? -1) s, busy \(use.busy ?? -1) s of \(truth) s")
        }
        Issue.record("\(seen)")
    }

    /// A thread that computes for a fifth of its time and rests over each tick, as what sleeps on the
    /// kernel's own clock does: ticks see nothing of it, or another share at each start.
    @Test(
        .enabled(if: TickError.here.idleIsExact, "this kernel does not say that idle time is exact")
    )
    func whatKeepsStepWithTicksIsSeen() throws {
        var seen: [String] = []
        for _ in 0..<Self.looks {
            var truth = 0.0
            let use = try look { truth = spinBetweenTicks(0.2) }
            if try isNear(use.busy, truth) { return }
            seen.append("busy \(use.busy ?? -1) s of \(truth) s")
        }
        Issue.record("\(seen)")
    }

    /// Returns the seconds that it has computed, by the thread's own clock.
    private func spinBetweenTicks(_ share: Double) -> Double {
        let tick = MonotonicTime.coarseResolutionSeconds
        let before = CPUTime.ofCurrentThread()
        let start = MonotonicTime.now
        for count in 1...Int(Self.seconds / tick) {
            let due = start.advanced(bySeconds: Double(count) * tick)
            due.sleep()
            let end = due.advanced(bySeconds: share * tick)
            while MonotonicTime.now < end { CurrentThread.relax() }
        }
        return (CPUTime.ofCurrentThread() - before).total
    }

    /// Returns the seconds that it has worked, by the thread's own clock.
    private func spin(_ load: Load, _ share: Double) throws -> Double {
        // The end of a stretch falls on another part of a tick each time.
        let period = 0.5017
        let zeros = unsafe open("/dev/zero", O_RDONLY)
        try #require(zeros >= 0)
        defer { close(zeros) }
        var block = [UInt8](repeating: 0, count: 256 << 10)
        let before = CPUTime.ofCurrentThread()
        let start = MonotonicTime.now
        for count in 0..<Int(Self.seconds / period + 0.5) {
            let begin = start.advanced(bySeconds: Double(count) * period)
            begin.sleep()
            let end = begin.advanced(bySeconds: share * period)
            while MonotonicTime.now < end {
                switch load {
                case .user: CurrentThread.relax()
                // What the kernel fills is the kernel's time.
                case .system: _ = unsafe read(zeros, &block, block.count)
                }
            }
        }
        start.advanced(bySeconds: Self.seconds).sleep()
        return (CPUTime.ofCurrentThread() - before).total
    }

    /// A thread that sends datagrams to this host without a pause: what the kernel does to deliver
    /// them is soft interrupts, and all of it together is one CPU's time.
    @Test func deliveringIsSeenInSoftInterrupts() throws {
        var seen: [String] = []
        for _ in 0..<Self.looks {
            var truth = 0.0
            let use = try look { truth = try flood() }
            if try isNear(use.busy, truth), try #require(use.softirq) > 0.1 * truth { return }
            seen.append("busy \(use.busy ?? -1) s, softirq \(use.softirq ?? -1) s of \(truth) s")
        }
        Issue.record("\(seen)")
    }

    /// Returns the seconds for which it has sent.
    private func flood() throws -> Double {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // Bound to a port of its own and connected to itself: what does not fit is dropped.
        let isReady = unsafe withUnsafeMutableBytes(of: &address) { bytes in
            let raw = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, raw, size) == 0
                && getsockname(descriptor, raw, &size) == 0 && connect(descriptor, raw, size) == 0
        }
        try #require(isReady)
        let start = MonotonicTime.now
        let payload = [UInt8](repeating: 1, count: 64)
        while MonotonicTime.now.seconds(since: start) < Self.seconds {
            for _ in 0..<100 { _ = unsafe send(descriptor, payload, payload.count, 0) }
        }
        return MonotonicTime.now.seconds(since: start)
    }
}
