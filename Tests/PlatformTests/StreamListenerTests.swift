import Platform
import Testing

@Suite struct StreamListenerTests {
    private let anyPort = SocketAddress(host: "127.0.0.1", port: 0)

    @Test func itSaysWhichPortTheKernelChose() throws {
        let listener = try StreamListener(on: anyPort)
        #expect(listener.address.port != 0)
        let socket = try StreamSocket(
            connectingTo: listener.address, until: .after(seconds: 10))
        let accepted = try #require(try listener.accept(until: .after(seconds: 10)))
        try accepted.send([5])
        #expect(try socket.receive(count: 1) == [5])
    }

    @Test func itListensOnIPv6Too() throws {
        let listener: StreamListener
        do { listener = try StreamListener(on: SocketAddress(host: "::1", port: 0)) } catch {
            // A host without IPv6 says so; there is nothing to test on it.
            #expect(error.call == "bind" || error.call == "socket")
            return
        }
        #expect(listener.address.description == "[::1]:\(listener.address.port)")
        _ = try StreamSocket(connectingTo: listener.address, until: .after(seconds: 10))
    }

    @Test func nobodyConnectingEndsAtTheDeadline() throws {
        let listener = try StreamListener(on: anyPort)
        #expect(try listener.accept(until: .after(seconds: 0.02)) == nil)
    }

    @Test func shuttingDownEndsTheWaitOfAnotherThread() throws {
        let listener = try StreamListener(on: anyPort)
        try together({
            do {
                let socket = try listener.accept(until: .after(seconds: 60))
                #expect(socket == nil)
            } catch { Issue.record("\(error)") }
        }) {
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
            listener.shutDown()
        }
    }

    @Test func aTakenPortIsRefused() throws {
        let listener = try StreamListener(on: anyPort)
        let error = #expect(throws: SystemError.self) {
            _ = try StreamListener(on: listener.address)
        }
        #expect(error?.call == "bind")
        #expect(error?.description.contains(listener.address.description) == true)
    }

    @Test func closedMeansThatNobodyGetsIn() throws {
        let listener = try StreamListener(on: anyPort)
        listener.close()
        let error = #expect(throws: SystemError.self) {
            _ = try StreamSocket(
                connectingTo: listener.address, until: .after(seconds: 10))
        }
        #expect(error?.call == "connect")
    }

    @Test(arguments: ["localhost", "", "1.2.3", "example.org", "127.0.0.1:80"])
    func onlyNumericAddressesAreTaken(_ host: String) {
        let error = #expect(throws: SystemError.self) {
            _ = try StreamListener(on: SocketAddress(host: host, port: 0))
        }
        #expect(error?.call == "getaddrinfo" || error?.call == "bind")
    }

    @Test func addressesAreWrittenAsPeopleDo() {
        #expect(SocketAddress(host: "10.0.0.1", port: 80).description == "10.0.0.1:80")
        #expect(SocketAddress(host: "fe80::1", port: 80).description == "[fe80::1]:80")
    }
}
