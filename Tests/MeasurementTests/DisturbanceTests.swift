import Testing

@testable import Measurement

@Suite struct DisturbanceTests {
    private typealias Look = Disturbance.Look

    private static func quiet() -> Look {
        var look = Look(cpus: 4)
        look.secondsBefore = 1
        look.before = HostUse(busy: 0.6, user: 0.5, system: 0.1, sampledError: 0.01)
        look.guestBefore = 0.5
        look.seconds = 2
        look.during = HostUse(busy: 3, user: 1.2, steal: 0.01, sampledError: 0.01)
        look.agentUser = 1.1
        look.signs.before.swappedPages = 7
        look.signs.after.swappedPages = 7
        look.signs.before.megahertz = 3000
        look.signs.after.megahertz = 3100
        look.signs.before.throttles = 2
        look.signs.after.throttles = 2
        return look
    }

    private struct Trouble: Sendable {
        let words: String?
        let change: @Sendable (inout Look) -> Void
    }

    private static let troubles = [
        Trouble(words: nil) { _ in },
        Trouble(words: "other load before, 20 % of the CPUs") { $0.before?.system = 0.8 },
        // What begins with a tick and is over before the next is the host's own upkeep.
        Trouble(words: nil) { $0.before?.busy = 1.3 },
        // Within what ticks can tell.
        Trouble(words: nil) {
            $0.before?.system = 0.3
            $0.before?.sampledError = 0.2
        },
        Trouble(words: nil) {
            $0.during?.user = 3
            $0.during?.sampledError = 1
        },
        Trouble(words: "other load, 24 % of the CPUs") { $0.during?.user = 3 },
        Trouble(words: "6 % of the CPUs' time stolen") { $0.during?.steal = 0.5 },
        Trouble(words: "3 pages swapped") { $0.signs.after.swappedPages = 10 },
        Trouble(words: "CPUs throttled for heat") { $0.signs.after.throttles = 3 },
        Trouble(words: "the clock went from 3000 to 2000 MHz") {
            $0.signs.after.megahertz = 2000
        },
        // What a host does not show disturbs nothing that is known.
        Trouble(words: nil) { $0.during = nil },
        Trouble(words: nil) { $0.signs.before = HostSigns() },
        Trouble(words: nil) { $0.seconds = 0 },
    ]

    @Test(arguments: troubles.indices)
    func reasons(index: Int) {
        let trouble = Self.troubles[index]
        var look = Self.quiet()
        trouble.change(&look)
        #expect(Disturbance(look).reasons == (trouble.words.map { [$0] } ?? []))
    }

    @Test func signsAreRead() throws {
        let cpu = "sys/devices/system/cpu"
        let tree = try FakeTree([
            "proc/vmstat": "nr_free_pages 12\npswpin 3\npswpout 4\n",
            "\(cpu)/cpu0/thermal_throttle/core_throttle_count": "5\n",
            "\(cpu)/cpu1/thermal_throttle/core_throttle_count": "6\n",
            "\(cpu)/cpu0/cpufreq/scaling_cur_freq": "2000000\n",
            "\(cpu)/cpu1/cpufreq/scaling_cur_freq": "3000000\n",
            "\(cpu)/cpufreq/boost": "1\n",
        ])
        let signs = HostSigns.read(root: tree.root)
        #expect(signs.swappedPages == 7 && signs.throttles == 11)
        #expect(signs.megahertz == 2500)
        #expect(HostSigns.read(root: try FakeTree().root) == HostSigns())
    }
}
