internal import Glibc
public import Platform
public import Testing
internal import Verbs

/// Whether this host can run what needs an RDMA device, and where.
public enum Hardware {
    /// BENCH_REQUIRE_RDMA=1: a host without a device fails instead of skipping.
    public static var isRequired: Bool { environment("BENCH_REQUIRE_RDMA") == "1" }

    /// Whether tests that need a device are to run.
    public static let mayRun = isRequired || DeviceList.hasDevice

    /// Why they are not.
    public static var comment: Comment {
        Comment(rawValue: "no RDMA here: \(DeviceList.reasonForNone ?? "BENCH_REQUIRE_RDMA=1")")
    }

    /// An address of this host that an RDMA device has: BENCH_RDMA_ADDRESS, or the first of a GID
    /// table.
    public static func address(port: UInt16 = 0) throws -> SocketAddress {
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

    /// What the kernel has made of RDMA, device by device, as `rdma resource` counts it; empty
    /// where there is no device.
    public static func objects() throws -> String {
        guard DeviceList.hasDevice else { return "" }
        // Not Foundation's Process, which opens sockets of its own that tests would count.
        guard let output = unsafe popen("rdma resource", "r") else { throw NoTool() }
        var text = ""
        while let line = unsafe readLine(from: output) { text += line }
        guard unsafe pclose(output) == 0 else { throw NoTool() }
        return text
    }

    private static func readLine(from file: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 512)
        guard unsafe fgets(&buffer, 512, file) != nil else { return nil }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `rdma resource` does not work.
    public struct NoTool: Error {}

    /// No device has an address that tests could use.
    public struct NoAddress: Error, CustomStringConvertible {
        /// Why.
        public var description: String {
            "no RDMA device has an IPv4 address: \(DeviceList.reasonForNone ?? "see `rdma link`")"
        }
    }

    /// A variable of the environment.
    public static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
