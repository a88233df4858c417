import Migration
import Platform
import TestSupport
import Testing
import Verbs

/// Who may connect over RDMA, and what a stranger costs.
@Suite(
    "conformance: RDMA data plane", .serialized, .enabled(if: Hardware.mayRun, Hardware.comment))
struct RDMADataPlaneTests {
    private let spec = ConformanceTests.spec(.rdmaPinAll)

    private func entry(_ ticket: DataPlaneTicket, port: UInt16 = 0) throws -> DataPlaneEntry {
        DataPlaneEntry(address: try Hardware.address(port: port), ticket: ticket)
    }

    /// Strangers are sent away while the listener waits, and make nothing; then the source comes.
    @Test func onlyTheSourceGetsIn() throws {
        let ticket = DataPlaneTicket()
        let listener = try spec.listen(vcpus: 1, entry(ticket))
        let accepted = Box<Swift.Result<Void, any Error>>()
        let thread = try NativeThread(name: "accept") {
            accepted.set(
                Swift.Result { try listener.accept(until: .after(seconds: 60)).close() })
        }
        let before = try Hardware.objects()
        for stranger in [[], [UInt8](repeating: 7, count: 56)] {
            try expectRejection(of: stranger, at: listener.address)
        }
        #expect(throws: TransportError.self) {
            _ = try spec.connect(entry(DataPlaneTicket(), port: listener.address.port))
        }
        #expect(try Hardware.objects() == before)
        let sender = try spec.connect(entry(ticket, port: listener.address.port))
        try thread.join(until: .after(seconds: 60))
        sender.close()
        listener.close()
        try #require(accepted.value).get()
    }

    /// A connection of somebody else's, with these bytes in its request.
    private func expectRejection(of privateData: [UInt8], at address: SocketAddress) throws {
        let deadline = Deadline.after(seconds: 30)
        let connection = try ConnectionID(on: ConnectionEventChannel())
        try connection.resolveAddress(address, until: deadline)
        try connection.resolveRoute(until: deadline)
        let device = try connection.device()
        let domain = try ProtectionDomain(on: device)
        let queue = try CompletionQueue(on: device, capacity: 4)
        let pair = try QueuePair(
            on: connection, in: domain, sendQueue: queue, receiveQueue: queue,
            limits: QueuePair.Limits(sends: 1, receives: 1))
        #expect {
            _ = try connection.connect(
                ConnectionParameters(privateData: privateData), until: deadline)
        } throws: { error in
            if case .rejected? = error as? VerbsError { true } else { false }
        }
        pair.close()
        try queue.close()
        try domain.close()
        try device.close()
        try connection.close()
        try connection.events.close()
    }

    @Test func nobodyThereIsSaidAtOnce() throws {
        let start = MonotonicTime.now
        #expect(throws: TransportError.self) {
            _ = try spec.connect(entry(DataPlaneTicket(), port: 1))
        }
        #expect(MonotonicTime.now.seconds(since: start) < 15)
    }

    @Test func aWaitForTheSourceCanBeCalledOff() throws {
        let listener = try spec.listen(vcpus: 1, entry(DataPlaneTicket()))
        let thread = try NativeThread(name: "abort") {
            MonotonicTime.now.advanced(bySeconds: 0.2).sleep()
            listener.abort()
        }
        #expect(throws: TransportError.self) {
            _ = try listener.accept(until: .after(seconds: 60))
        }
        try thread.join(until: .after(seconds: 10))
        listener.close()
    }
}
