import Guest
import Platform
import TestSupport
import Testing

@testable import Migration

@Suite(.serialized) struct LinkProbeTests {
    @Test func eachTransportHasItsWay() {
        func way(_ transport: TransportKind, _ channels: Int = 1) -> String? {
            ProbePath(MigrationSpec(transport: transport, channels: channels))?.description
        }
        #expect(way(.null) == nil)
        #expect(way(.tcp) == "tcp x1")
        #expect(way(.multifd, 8) == "tcp x8")
        #expect(way(.multifdZerocopy, 8) == "tcp x8")
        #expect(way(.rdmaPinAll) == "rdma write x1")
        #expect(way(.rdmaDynamic) == "rdma write x1")
        #expect(way(.rdmaMultifd, 2) == "rdma write x2")
        #expect(way(.rsocket)?.hasPrefix("rdma write x") == true)
    }

    /// Both ends over loopback, and what the source found.
    private func probe(
        _ path: ProbePath, senderTicket: DataPlaneTicket? = nil
    ) throws -> (mbps: Result<Double, TransportError>, received: Result<Void, TransportError>?) {
        try path.spec.transport.requireDevice()
        let ticket = DataPlaneTicket()
        let listener = try path.listen(
            DataPlaneEntry(address: path.spec.transport.address(), ticket: ticket))
        let received = Box<Result<Void, TransportError>>()
        let thread = try NativeThread(name: "probe") {
            received.set(
                Result { () throws(TransportError) in
                    let receiver = try ProbeReceiver(from: listener, until: .after(seconds: 10))
                    defer { receiver.close() }
                    try receiver.run()
                })
        }
        let mbps = Result { () throws(TransportError) in
            let sender = try ProbeSender(
                path,
                DataPlaneEntry(address: listener.address, ticket: senderTicket ?? ticket))
            defer { sender.close() }
            return try sender.run()
        }
        if case .failure = mbps { listener.abort() }
        try thread.join(until: .after(seconds: 30))
        listener.close()
        return (mbps, received.value)
    }

    @Test(arguments: [1, 3])
    func tcpIsMeasured(streams: Int) throws {
        let result = try probe(ProbePath(.tcp, streams: streams))
        try #require(result.received).get()
        // Loopback carries more than any modem did, and less than memory does.
        let mbps = try result.mbps.get()
        #expect(mbps > 10 && mbps < 1e7)
    }

    @Test(.enabled(if: Hardware.mayRun, Hardware.comment), arguments: [1, 2])
    func rdmaIsMeasured(queuePairs: Int) throws {
        let result = try probe(ProbePath(.rdma, streams: queuePairs))
        try #require(result.received).get()
        #expect(try result.mbps.get() > 1)
    }

    @Test func aStrangerIsNotReceived() throws {
        let result = try probe(ProbePath(.tcp, streams: 1), senderTicket: DataPlaneTicket())
        #expect(throws: TransportError.self) { try result.mbps.get() }
        #expect(throws: TransportError.self) { try #require(result.received).get() }
    }
}
