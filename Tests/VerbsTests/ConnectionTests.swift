import Glibc
import Platform
import TestSupport
import Testing
import Verbs

extension DeviceTests {
    @Suite struct Connections {
        @Test func privateDataGoesBothWays() throws {
            let question = [UInt8]((0..<UInt8(ConnectionParameters.maximumConnectBytes)))
            let answer = [UInt8]((0..<UInt8(ConnectionParameters.maximumAcceptBytes)).reversed())
            let pair = try LoopbackPair(.init(fromClient: question, fromServer: answer))
            #expect(Array(pair.toldServer.prefix(question.count)) == question)
            #expect(Array(pair.toldClient.prefix(answer.count)) == answer)
        }

        @Test func rejectedConnectionSaysSo() throws {
            let (listener, address) = try LoopbackPair.listener()
            let (error, _) = try together {
                let limits = QueuePair.Limits(sends: 1, receives: 1)
                let end = try LoopbackPair.End(try LoopbackPair.resolved(address), limits)
                do throws(VerbsError) {
                    _ = try end.connection.connect(
                        ConnectionParameters(), until: LoopbackPair.deadline)
                    return VerbsError?.none
                } catch { return error }
            } _: {
                let request = try #require(
                    try listener.nextRequest(until: LoopbackPair.deadline))
                try request.connection.reject(privateData: [1, 2, 3])
            }
            guard case .rejected(let reason, let privateData, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason == 28)
            #expect(privateData.starts(with: [1, 2, 3]))
            #expect(error?.description.contains("the program there refused it") == true)
        }

        @Test func nobodyListeningIsSaid() throws {
            let (listener, address) = try LoopbackPair.listener()
            try listener.close()
            let limits = QueuePair.Limits(sends: 1, receives: 1)
            let end = try LoopbackPair.End(try LoopbackPair.resolved(address), limits)
            let error = #expect(throws: VerbsError.self) {
                _ = try end.connection.connect(
                    ConnectionParameters(), until: LoopbackPair.deadline)
            }
            #expect(error?.description.contains("nobody listens") == true)
        }

        @Test func disconnectIsSeenByThePeer() throws {
            let pair = try LoopbackPair()
            try pair.client.connection.disconnect()
            let event = try pair.server.connection.nextEvent(until: LoopbackPair.deadline)
            #expect(event?.kind == .disconnected)
        }

        @Test func deadlinesHold() throws {
            let (listener, _) = try LoopbackPair.listener()
            #expect(try listener.nextRequest(until: .after(seconds: 0.05)) == nil)
            let pair = try LoopbackPair()
            #expect(try pair.client.connection.nextEvent(until: .after(seconds: 0.05)) == nil)
        }

        @Test func addressWithoutDeviceIsRefused() throws {
            let id = try ConnectionID(on: ConnectionEventChannel())
            let error = #expect(throws: VerbsError.self) {
                // An address for documentation, RFC 5737: no host has it.
                try id.bind(to: SocketAddress(host: "192.0.2.1", port: 0))
            }
            #expect(error?.description.hasPrefix("binding to 192.0.2.1:0: rdma_bind_addr") == true)
            #expect(throws: VerbsError.self) { _ = try id.device() }
        }

        @Test func deviceTellsAboutItself() throws {
            let address = try Hardware.address()
            let id = try ConnectionID(on: ConnectionEventChannel())
            try id.bind(to: address)
            let device = try id.device()
            #expect(id.portNumber >= 1)
            let port = try device.port(id.portNumber)
            #expect(port.state == .active)
            #expect(try #require(port.activeMTU) <= #require(port.maximumMTU))
            let entries = try device.gidTable()
            let entry = entries.first { $0.address == address.host && $0.kind == .roceV2 }
            #expect(entry?.interface != nil)
            let abilities = try device.capabilities()
            #expect(abilities.portCount >= 1 && abilities.maximumQueuePairs > 0)
            let names = try DeviceList().devices.map(\.name)
            #expect(names.contains(device.name))
        }
    }
}
