import Guest
import Migration
import Platform
import Scenarios
import Testing

@testable import Session

/// An agent holds what it is asked for against limits before it takes memory.
@Suite struct PreparationCheckTests {
    private static var sound: Preparation {
        Preparation(
            role: .source, spec: MessageTests.spec, ticket: DataPlaneTicket(),
            address: SocketAddress(host: "127.0.0.1", port: 1), placement: Placement())
    }

    @Test func whatAScenarioMakesIsTaken() throws {
        try Self.sound.check()
        let path = ProbePath(.tcp, streams: 4)
        let address = SocketAddress(host: "fe80::1%eth0", port: 0)
        try ProbeOrder(
            role: .destination, path: path, ticket: DataPlaneTicket(), address: address
        ).check()
    }

    @Test func whatNoneMakesIsRefusedByName() throws {
        let lies: [(String, (inout Preparation) -> Void)] = [
            ("memoryBytes", { $0.spec.guest.memoryBytes = -4096 }),
            ("memoryBytes", { $0.spec.guest.memoryBytes = .max }),
            ("memoryBytes", { $0.spec.guest.memoryBytes = 0 }),
            ("vcpus", { $0.spec.guest.vcpus = -1 }),
            ("vcpus", { $0.spec.guest.vcpus = GuestSpec.maximumVCPUs + 1 }),
            ("zeroShare", { $0.spec.guest.zeroShare = .nan }),
            ("workingSetBytes", { $0.spec.guest.workload.workingSetBytes = .min }),
            ("dirtyRate", { $0.spec.guest.workload.dirtyRate = -1 }),
            ("channels", { $0.spec.migration.channels = .max }),
            ("maxBandwidth", { $0.spec.migration.maxBandwidth = 0 }),
            ("maxSeconds", { $0.spec.migration.maxSeconds = .infinity }),
            ("deviceStateBytes", { $0.spec.migration.deviceStateBytes = -1 }),
            ("chunkBytes", { $0.spec.migration.rdma = RDMAOptions(chunkBytes: 0) }),
            ("settleSeconds", { $0.spec.settleSeconds = 1e300 }),
            ("guests", { $0.spec.concurrency.guests = 0 }),
            ("address", { $0.address.host = "0.0.0.0" }),
            ("address", { $0.address.host = "ff02::1" }),
            ("node", { $0.placement.node = -1 }),
        ]
        for (figure, lie) in lies {
            var preparation = Self.sound
            lie(&preparation)
            let error = #expect(throws: UnsoundPreparation.self) { try preparation.check() }
            #expect(error?.figure == figure)
        }
    }
}
