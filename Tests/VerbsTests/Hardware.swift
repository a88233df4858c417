import Glibc
import Platform
import Testing
import Verbs

/// Whether this host can run what needs an RDMA device, and where.
enum Hardware {
    /// BENCH_REQUIRE_RDMA=1: a host without a device fails instead of skipping.
    static var isRequired: Bool { environment("BENCH_REQUIRE_RDMA") == "1" }

    static let mayRun = isRequired || DeviceList.hasDevice

    static var comment: Comment {
        Comment(rawValue: "no RDMA here: \(DeviceList.reasonForNone ?? "BENCH_REQUIRE_RDMA=1")")
    }

    /// An address of this host that an RDMA device has: BENCH_RDMA_ADDRESS, or the first of a GID
    /// table.
    static func address(port: UInt16 = 0) throws -> SocketAddress {
        if let host = environment("BENCH_RDMA_ADDRESS") {
            return SocketAddress(host: host, port: port)
        }
        for device in try DeviceList().devices {
            let entries = try device.open().gidTable()
            if let entry = entries.first(where: { $0.kind == .roceV2 && $0.address.contains(".") })
            {
                return SocketAddress(host: entry.address, port: port)
            }
        }
        throw NoAddress()
    }

    struct NoAddress: Error, CustomStringConvertible {
        var description: String {
            "no RDMA device has an IPv4 address: \(DeviceList.reasonForNone ?? "see `rdma link`")"
        }
    }

    private static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

/// Everything that needs a device; one after the other, because resources are counted.
@Suite(.serialized, .enabled(if: Hardware.mayRun, Hardware.comment))
struct DeviceTests {}

/// A value that one thread leaves for another.
final class Box<Value: Sendable>: Sendable {
    private let result = Synchronized<Result<Value, any Error>?>(nil)

    func set(_ body: () throws -> Value) { result.set(Result(catching: body)) }

    func get() throws -> Value { try #require(result.value).get() }
}
