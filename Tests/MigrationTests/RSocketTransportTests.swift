import Foundation
import Guest
import Platform
import TestSupport
import Testing
import Verbs

@testable import Migration

/// What can be said of the rsocket transport without a device.
@Suite struct RSocketFramingTests {
    private func spec(channels: Int) -> MigrationSpec {
        MigrationSpec(transport: .rsocket, channels: channels)
    }

    @Test(arguments: [(1, 1), (2, 3), (255, 256)])
    func oneChannelIsOneConnection(_ channels: Int, _ connections: Int) {
        #expect(spec(channels: channels).connectionCount == connections)
    }

    @Test func regionsCoverTheGuestAndNothingElse() {
        let unit = OpenedRegions.regionBytes
        let page = GuestSpec.pageBytes
        let pages = unit / page
        func pieces(_ first: Int, _ count: Int) -> [Range<Int>] {
            OpenedRegions.pieces(of: PageRun(first: UInt32(first), count: UInt32(count)))
        }
        #expect(pieces(0, 1) == [0..<page])
        #expect(pieces(pages - 1, 1) == [unit - page..<unit])
        #expect(pieces(pages, 1) == [unit..<unit + page])
        #expect(pieces(pages - 1, 2) == [unit - page..<unit, unit..<unit + page])
        #expect(
            pieces(pages - 1, 2 * pages + 1) == [
                unit - page..<unit, unit..<2 * unit, 2 * unit..<3 * unit,
            ])
    }

    @Test func memoryIsOpenedRegionByRegion() throws {
        let bytes = OpenedRegions.regionBytes + 3 * GuestSpec.pageBytes
        // Mapped and never touched.
        var regions = OpenedRegions(try GuestMemory(GuestSpec(memoryBytes: bytes)))
        #expect(regions.regions == [])
        while let next = regions.next {
            #expect(next.lowerBound == regions.end)
            regions.end = next.upperBound
        }
        #expect(
            regions.regions == [
                0..<OpenedRegions.regionBytes, OpenedRegions.regionBytes..<bytes,
            ])
    }

    @Test func aRegionIsWhatTheLibraryCanName() {
        #expect(OpenedRegions.regionBytes <= RSocketStream.longestRegion)
    }
}

/// What is typical of the rsocket transport; what all transports do is in the conformance suites.
@Suite(
    "rsocket transport", .serialized,
    .enabled(if: Hardware.mayRun, Hardware.comment))
struct RSocketTransportTests {
    private static func spec(
        channels: Int, _ write: RDMAOptions.RSocketWrite = .copy
    ) -> MigrationSpec {
        var spec = MigrationSpec(
            transport: .rsocket, channels: channels, maxSeconds: 20, deviceStateBytes: 100_000)
        spec.rdma = RDMAOptions(rsocketWrite: write)
        return spec
    }

    private static func guest() -> GuestSpec {
        var guest = GuestSpec(memoryBytes: 24 << 20, vcpus: 2, zeroShare: 0.3, seed: 17)
        guest.workload = WorkloadSpec(kind: .uniform, dirtyRate: 4 * 0x1p20)
        return guest
    }

    @Test(arguments: [1, 3], RDMAOptions.RSocketWrite.allCases)
    func everyPageIsEqual(_ channels: Int, _ write: RDMAOptions.RSocketWrite) throws {
        let guest = Self.guest()
        let before = try Self.resources()
        for detection in [ZeroPageDetection.none, .multifd] {
            var spec = Self.spec(channels: channels, write)
            spec.zeroPageDetection = detection
            let result = try Loopback(guest: guest, migration: spec, hasUsedDestination: true)
                .run()
            try ConformanceTests.check(result, .rsocket, guest)
            #expect((result.sender.zeroPages > 0) == (detection == .multifd))
            #expect(result.receiver.normalPages == result.sender.normalPages)
            #expect(result.receiver.zeroPages == result.sender.zeroPages)
            let pinned = UInt64(guest.memoryBytes * channels)
            #expect(result.receiver.pinnedBytes == (write == .direct ? pinned : nil))
            #expect(result.sender.pinnedBytes == nil)
            #expect(result.sender.rdmaDevice?.isEmpty == false)
            #expect(result.receiver.rdmaDevice == result.sender.rdmaDevice)
            #expect(result.sender.rdmaMTU != nil)
            // Channel threads are there with channels only.
            #expect((result.sender.channelCPU != nil) == (channels > 1))
        }
        #expect(try Self.resources() == before)
    }

    /// Both ends are told the same; who writes where nothing is open is a stranger to that.
    @Test(arguments: [1, 2])
    func pagesAreNotWrittenWhereNothingIsOpen(_ channels: Int) throws {
        let guest = Self.guest()
        let memory = try GuestMemory(guest)
        let ends = try Ends(
            Self.spec(channels: channels), vcpus: 1,
            source: Self.spec(channels: channels, .direct))
        try ends.receiver.prepare(memory)
        // abort() may be called from any thread.
        nonisolated(unsafe) let sender = ends.sender
        let thread = try NativeThread(name: "abort") {
            MonotonicTime.now.advanced(bySeconds: 0.5).sleep()
            unsafe sender.abort()
        }
        // Nobody says that memory is open.
        #expect(throws: TransportError.self) { try unsafe sender.prepare(memory) }
        try thread.join(until: .after(seconds: 10))
        ends.close()
    }

    // MARK: Who gets in

    /// A listener that is accepting on a thread of its own.
    private struct Accepting {
        let ticket = DataPlaneTicket()
        let listener: any MigrationListener
        let spec: MigrationSpec
        private let result = Box<Swift.Result<Void, TransportError>>()
        private let thread: NativeThread

        init(channels: Int = 1, seconds: Double = 20) throws {
            spec = RSocketTransportTests.spec(channels: channels)
            let listener = try spec.listen(
                vcpus: 1, DataPlaneEntry(address: Hardware.address(), ticket: ticket))
            self.listener = listener
            thread = try NativeThread(name: "accept") { [result] in
                result.set(
                    Swift.Result { () throws(TransportError) in
                        try listener.accept(until: .after(seconds: seconds)).close()
                    })
            }
        }

        func stranger() throws -> RSocketStream {
            try RSocketStream(
                connectingTo: listener.address, until: .after(seconds: 10))
        }

        func outcome() throws -> Swift.Result<Void, TransportError> {
            try thread.join(until: .after(seconds: 40))
            listener.close()
            return try #require(result.value)
        }

        /// The right source gets in now.
        func expectRightSource() throws {
            try spec.connect(DataPlaneEntry(address: listener.address, ticket: ticket)).close()
            try outcome().get()
        }
    }

    private func expectClosed(
        _ stream: RSocketStream, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try stream.receive(count: 1, until: .after(seconds: 15))
            Issue.record("the connection is open", sourceLocation: sourceLocation)
        } catch {
            guard case .closed = error else {
                Issue.record(error, sourceLocation: sourceLocation)
                return
            }
        }
        stream.drop()
    }

    @Test func aWrongTokenIsRefused() throws {
        let accepting = try Accepting()
        let error = #expect(throws: TransportError.self) {
            _ = try accepting.spec.connect(
                DataPlaneEntry(address: accepting.listener.address, ticket: DataPlaneTicket()))
        }
        guard case .closed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try accepting.expectRightSource()
    }

    @Test func strangersDelayNobody() throws {
        let before = try Self.resources()
        let accepting = try Accepting(channels: 2)
        let silent = try (0..<3).map { _ in try accepting.stranger() }
        let wrong = try accepting.stranger()
        try wrong.send(
            [UInt8](repeating: 7, count: Handshake.helloBytes), until: .after(seconds: 5))
        expectClosed(wrong)
        let start = MonotonicTime.now
        try accepting.expectRightSource()
        #expect(MonotonicTime.now.seconds(since: start) < Trials<RSocketByteStream>.seconds)
        for stream in silent { expectClosed(stream) }
        // Who was dropped is closed by threads of the library's pace.
        let deadline = Deadline.after(seconds: 15)
        while try Self.resources() != before, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
        }
        #expect(try Self.resources() == before)
    }

    @Test func aSilentStrangerIsGivenUp() throws {
        let accepting = try Accepting()
        let silent = try accepting.stranger()
        expectClosed(silent)
        try accepting.expectRightSource()
    }

    /// The source asks for a proof, too.
    @Test func aDestinationWithoutTheTokenIsRefused() throws {
        let listener = try RSocketListener(on: Hardware.address())
        let thread = try NativeThread(name: "impostor") {
            do {
                let stream = try listener.accept(until: .after(seconds: 10))
                let hello = try stream?.receive(
                    count: Handshake.helloBytes, until: .after(seconds: 10))
                // Its own proof sent back.
                try stream?.send(
                    [UInt8]((hello ?? []).suffix(Handshake.replyBytes)),
                    until: .after(seconds: 10))
                _ = try stream?.receive(count: 1, until: .after(seconds: 10))
            } catch {}
        }
        let error = #expect(throws: TransportError.self) {
            _ = try Self.spec(channels: 1).connect(
                DataPlaneEntry(address: listener.address, ticket: DataPlaneTicket()))
        }
        guard case .refused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try thread.join(until: .after(seconds: 20))
        listener.close()
    }

    @Test func nobodyComingEndsAtTheDeadline() throws {
        let error = #expect(throws: TransportError.self) {
            try Accepting(seconds: 0.1).outcome().get()
        }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func abortingEndsTheWait() throws {
        let accepting = try Accepting(seconds: 30)
        accepting.listener.abort()
        let error = #expect(throws: TransportError.self) { try accepting.outcome().get() }
        guard case .cancelled = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    // MARK: What is left

    /// The queue pairs, regions and the like that this process has, counted by the kernel.
    private static func resources() throws -> [Int] {
        let tool = ["/sbin/rdma", "/usr/sbin/rdma", "/usr/bin/rdma"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        return try ["qp", "cq", "mr", "cm_id"].map { kind in
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: try #require(tool, "there is no rdma(8)"))
            process.arguments = ["resource", "show", kind]
            process.standardOutput = pipe
            try process.run()
            let text = String(
                decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let own = "pid \(ProcessInfo.processInfo.processIdentifier) "
            return text.split(separator: "\n").count { $0.contains(own) }
        }
    }
}
