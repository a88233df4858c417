import Guest
import Measurement
import Migration
import Scenarios
import Testing

@testable import Session

/// Whether hosts have what RDMA transports need.
@Suite struct RDMAFeasibilityTests {
    static func host(_ change: (inout HostFacts) -> Void = { _ in }) -> HostFacts {
        var facts = HostFacts()
        facts.network.rdmaDevices = [
            RDMADevice(name: "mlx5_0", ports: [RDMAPort(state: "ACTIVE", linkLayer: "Ethernet")])
        ]
        facts.memory.memlockLimit = .unlimited
        change(&facts)
        return facts
    }

    /// A guest of 1 GiB.
    static func obstacle(
        _ transport: TransportKind, _ source: HostFacts, _ destination: HostFacts,
        rdma: RDMAOptions = RDMAOptions()
    ) -> String? {
        let spec = CaseSpec(
            scenario: "s", guest: GuestSpec(memoryBytes: 1 << 30),
            migration: MigrationSpec(transport: transport, rdma: rdma))
        return Feasibility.obstacle(
            to: spec, source: source, destination: destination, shareHost: false)
    }

    @Test func bothEndsNeedADevice() throws {
        let good = Self.host()
        let none = Self.host { $0.network.rdmaDevices = [] }
        #expect(Self.obstacle(.rdmaPinAll, good, good) == nil)
        #expect(
            Self.obstacle(.rdmaPinAll, none, good)
                == "source: rdma-pin-all needs an RDMA device, the host has none "
                + "(bench lab run emulates one)")
        let words = try #require(Self.obstacle(.rdmaPinAll, good, none))
        #expect(words.hasPrefix("destination: rdma-pin-all needs an RDMA device"))
    }

    /// The others run where there is no device and nothing may be locked.
    @Test(arguments: TransportKind.allCases)
    func onlyWhoNeedsRDMAIsRefused(kind: TransportKind) {
        let bare = Self.host {
            $0.network.rdmaDevices = []
            $0.memory.memlockLimit = .bytes(0)
        }
        #expect((Self.obstacle(kind, bare, bare) != nil) == kind.definition.needsRDMA)
    }

    @Test func aPortMustBeActive() throws {
        let down = Self.host { $0.network.rdmaDevices[0].ports[0].state = "DOWN" }
        let words = try #require(Self.obstacle(.rdmaDynamic, down, Self.host()))
        #expect(
            words == "source: rdma-dynamic needs an active RDMA port, mlx5_0 is DOWN "
                + "(bench doctor says what mends it)")
        let second = Self.host { facts in
            facts.network.rdmaDevices[0].ports[0].state = "DOWN"
            facts.network.rdmaDevices.append(
                RDMADevice(name: "mlx5_1", ports: [RDMAPort(state: "ACTIVE")]))
        }
        #expect(Self.obstacle(.rdmaDynamic, second, second) == nil)
    }

    @Test func memoryMustBeAllowedToBePinned() throws {
        let limited = Self.host { $0.memory.memlockLimit = .bytes(8 << 20) }
        #expect(
            Self.obstacle(.rdmaPinAll, Self.host(), limited)
                == "destination: cannot pin 1 GiB, RLIMIT_MEMLOCK is 8 MiB (raise it: "
                + "ulimit -l unlimited, or LimitMEMLOCK=infinity in its unit)")
        let just = Self.host { $0.memory.memlockLimit = .bytes(1 << 30) }
        #expect(Self.obstacle(.rdmaPinAll, just, just) == nil)
        // The kernel does not ask who has the capability, and what does not show is tried.
        let able = Self.host {
            $0.memory.memlockLimit = .bytes(8 << 20)
            $0.memory.mayExceedMemlock = true
        }
        #expect(Self.obstacle(.rdmaPinAll, able, able) == nil)
        let unknown = Self.host { $0.memory.memlockLimit = nil }
        #expect(Self.obstacle(.rdmaPinAll, unknown, unknown) == nil)
    }

    @Test func theQueueMustFitTheDevice() throws {
        let small = Self.host { $0.network.rdmaDevices[0].maximumWorkRequests = 256 }
        let words = try #require(Self.obstacle(.rdmaPinAll, Self.host(), small))
        #expect(
            words == "destination: queue_depth is 512, which takes 516 requests with those for "
                + "control, the device has room for 256 (--queue-depth 252 fits)")
        #expect(
            Self.obstacle(.rdmaPinAll, small, small, rdma: RDMAOptions(queueDepth: 253)) != nil)
        #expect(
            Self.obstacle(.rdmaPinAll, small, small, rdma: RDMAOptions(queueDepth: 252)) == nil)
    }

    private static func warning(
        _ depths: [Int], chunkBytes: Int = 1 << 20, _ transport: TransportKind = .rdmaPinAll
    ) -> String? {
        QueueWindow.warning(
            about: depths.map { depth in
                CaseSpec(
                    scenario: "s", guest: GuestSpec(memoryBytes: 1 << 30),
                    migration: MigrationSpec(
                        transport: transport,
                        rdma: RDMAOptions(
                            chunkBytes: chunkBytes, queueDepth: depth, signalInterval: 1)))
            })
    }

    /// Depths that are one and the same run while writes are long are no comparison.
    @Test func depthsThatDoNotDifferAreNamed() throws {
        #expect(Self.warning([16, 32, 64]) == nil)
        #expect(Self.warning([512]) == nil)
        let words = try #require(Self.warning([16, 64, 512]))
        #expect(words.hasPrefix("rdma-pin-all with queue_depth 64, 512: no more than 64 MiB"))
        #expect(Self.warning([32, 64], chunkBytes: 2 << 20)?.contains("32, 64") == true)
        #expect(Self.warning([64, 512], .rsocket) == nil)
    }
}
