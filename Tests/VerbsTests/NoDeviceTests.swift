import Glibc
import Platform
import Testing
import Verbs

/// What a host without RDMA says; skipped where there is a device.
@Suite(.enabled(if: !DeviceList.hasDevice, "this host has RDMA"))
struct NoDeviceTests {
    @Test func reasonIsGiven() throws {
        let reason = try #require(DeviceList.reasonForNone)
        #expect(!reason.isEmpty)
    }

    @Test func connectionManagerIsMissing() {
        #expect(throws: VerbsError.self) { try ConnectionEventChannel().close() }
    }

    @Test func rsocketsAreRefused() {
        let here = SocketAddress(host: "127.0.0.1", port: 0)
        #expect(throws: VerbsError.self) { try RSocketListener(on: here).close() }
        #expect(throws: VerbsError.self) {
            try RSocketStream(
                connectingTo: SocketAddress(host: "127.0.0.1", port: 9),
                until: .after(seconds: 1)
            ).close()
        }
    }

    @Test func addressesMustBeNumeric() {
        let error = #expect(throws: VerbsError.self) {
            try RSocketListener(on: SocketAddress(host: "localhost", port: 0)).close()
        }
        #expect(error?.description.contains("numeric IP") == true)
    }
}
