import Glibc
import Platform
import TestSupport
import Testing
import Verbs

extension DeviceTests {
    @Suite struct RSockets {
        private static func pair(
            _ sizes: RSocketSizes = RSocketSizes()
        ) throws -> (client: RSocketStream, server: RSocketStream) {
            try ConnectService.makeRoom(for: 20, towards: Hardware.address())
            let listener = try RSocketListener(on: Hardware.address(), sizes: sizes)
            defer { listener.close() }
            let (client, server) = try together {
                try RSocketStream(
                    connectingTo: listener.address, sizes: sizes, until: LoopbackPair.deadline)
            } _: {
                try #require(try listener.accept(until: LoopbackPair.deadline))
            }
            return (client, server)
        }

        @Test func everythingComesBack() throws {
            let (client, server) = try Self.pair()
            let out = Buffer(256 * 1024) { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 9) }
            let back = Buffer(out.byteCount) { _ in 0 }
            _ = try together {
                let bytes = try server.receive(
                    count: out.byteCount, until: LoopbackPair.deadline)
                try server.send(bytes, until: LoopbackPair.deadline)
            } _: {
                var vector = IOVector(capacity: 64)
                // Pieces with gaps in their order, so that they are not merged.
                let piece = out.byteCount / 64
                for index in 0..<64 {
                    let place = index % 2 == 0 ? index + 1 : index - 1
                    unsafe vector.append(out.address + place * piece, byteCount: piece)
                }
                try client.send(&vector, until: LoopbackPair.deadline)
                #expect(vector.remainingBytes == 0)
                vector.removeAll()
                for index in 0..<64 {
                    let place = index % 2 == 0 ? index + 1 : index - 1
                    unsafe vector.append(back.address + place * piece, byteCount: piece)
                }
                try client.receive(&vector, until: LoopbackPair.deadline)
            }
            #expect(back.bytes == out.bytes)
            client.close()
            server.close()
        }

        /// The library's list of connections begins with room for three: see `ConnectService`.
        @Test func manyConnectionsComeAndGo() throws {
            let pairs = try (0..<10).map { _ in try Self.pair() }
            for (index, pair) in pairs.enumerated() {
                try pair.client.send([UInt8(index)], until: LoopbackPair.deadline)
                let came = try pair.server.receive(count: 1, until: LoopbackPair.deadline)
                #expect(came == [UInt8(index)])
            }
            let start = MonotonicTime.now
            for pair in pairs {
                pair.client.close()
                pair.server.close()
            }
            // One close that hangs is given up after 5 s.
            #expect(MonotonicTime.now.seconds(since: start) < 5)
        }

        @Test func directWriteArrivesBeforeWhatIsSentAfterIt() throws {
            let (client, server) = try Self.pair(RSocketSizes(peerRegions: 2))
            let out = Buffer(100_000) { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 10) }
            let target = Buffer(120_000) { _ in 0xee }
            _ = try together {
                unsafe try server.openRegion(
                    target.address, byteCount: target.byteCount, at: 1000)
                try server.send([8], until: LoopbackPair.deadline)
                #expect(try server.receive(count: 1, until: LoopbackPair.deadline) == [9])
                unsafe try server.closeRegion(target.address, byteCount: target.byteCount)
            } _: {
                #expect(try client.receive(count: 1, until: LoopbackPair.deadline) == [8])
                unsafe try client.write(
                    out.address, byteCount: out.byteCount, at: 1077, until: LoopbackPair.deadline)
                // Below the region is nothing.
                let error = #expect(throws: VerbsError.self) {
                    unsafe try client.write(
                        out.address, byteCount: 1, at: 999, until: LoopbackPair.deadline)
                }
                guard case .call("riowrite", code: EFAULT, _, _) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                try client.send([9], until: LoopbackPair.deadline)
            }
            let got = target.bytes
            #expect(Array(got[77..<77 + out.byteCount]) == out.bytes)
            #expect(got[..<77].allSatisfy { $0 == 0xee })
            #expect(got[(77 + out.byteCount)...].allSatisfy { $0 == 0xee })
        }

        @Test func whatIsThereIsTakenWithoutWaiting() throws {
            let (client, server) = try Self.pair()
            #expect(try server.receiveNow(upTo: 10) == [])
            try client.send([1, 2, 3], until: LoopbackPair.deadline)
            #expect(try server.waitUntilReadable(until: LoopbackPair.deadline))
            #expect(try server.receiveNow(upTo: 2) == [1, 2])
            #expect(try server.receiveNow(upTo: 2) == [3])
            client.close()
            #expect(throws: VerbsError.closed(doing: "receiving by rsocket")) {
                while try server.receiveNow(upTo: 2) == [] {
                    MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
                }
            }
            server.close()
        }

        @Test func aPeerThatLivesIsKept() throws {
            let (client, server) = try Self.pair()
            try client.keepAlive(everySeconds: 1)
            try server.keepAlive(everySeconds: 1)
            #expect(try !client.waitUntilReadable(until: .after(seconds: 2.5)))
            try server.send([5], until: LoopbackPair.deadline)
            #expect(try client.receive(count: 1, until: LoopbackPair.deadline) == [5])
            server.drop()
            client.close()
        }

        @Test func silenceEndsAtTheDeadline() throws {
            let (client, server) = try Self.pair()
            #expect(try !client.waitUntilReadable(until: .after(seconds: 0.05)))
            let error = #expect(throws: VerbsError.self) {
                _ = try client.receive(count: 1, until: .after(seconds: 0.05))
            }
            #expect(error?.isTimeout == true)
            server.close()
        }

        @Test func endOfThePeerIsSaid() throws {
            let (client, server) = try Self.pair()
            server.close()
            #expect(throws: VerbsError.closed(doing: "receiving by rsocket")) {
                _ = try client.receive(count: 1, until: LoopbackPair.deadline)
            }
        }

        @Test func shutDownEndsAWaitInAnotherThread() throws {
            let (client, server) = try Self.pair()
            let (error, _) = try together {
                do throws(VerbsError) {
                    _ = try client.receive(count: 1, until: LoopbackPair.deadline)
                    return VerbsError?.none
                } catch { return error }
            } _: {
                MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
                client.shutDown()
            }
            #expect(error == .closed(doing: "receiving by rsocket"))
            server.close()
        }

        @Test func nobodyListeningIsAnError() throws {
            let listener = try RSocketListener(on: Hardware.address())
            let address = listener.address
            listener.close()
            let error = #expect(throws: VerbsError.self) {
                _ = try RSocketStream(connectingTo: address, until: LoopbackPair.deadline)
            }
            guard case .call("rconnect", code: ECONNREFUSED, _, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
