import Migration
import Platform
import TestSupport
import Testing

extension TransportKind {
    /// The transports of this run: all, or those over RDMA where BENCH_TRANSPORTS=rdma.
    static let tested = allCases.filter { kind in
        !isEmulated || kind.definition.needsRDMA
    }

    /// Whether the device is one of scripts/lab-test, which takes its time.
    static let isEmulated = Hardware.environment("BENCH_TRANSPORTS") == "rdma"

    /// `bytes` of memory, or a quarter where an emulated device takes its time.
    static func memory(_ bytes: Int) -> Int {
        isEmulated ? bytes / 4 : bytes
    }

    /// Ends the test, as skipped, where the transport needs a device and this host has none.
    func requireDevice() throws {
        guard definition.needsRDMA, !Hardware.mayRun else { return }
        try Test.cancel(Hardware.comment)
    }

    /// An address of this host that the transport can use.
    func address() throws -> SocketAddress {
        definition.needsRDMA
            ? try Hardware.address() : SocketAddress(host: "127.0.0.1", port: 0)
    }
}
