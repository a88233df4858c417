import Foundation
import Guest
import Migration
import Platform
import Scenarios
import Synchronization
import Testing

@testable import Session

/// When the destination has nothing left to do.
@Suite struct DestinationSideTests {
    /// A destination of a few pages, with a thread that waits until it is set up and posts then.
    private final class Waiting: @unchecked Sendable {
        let preparation: Preparation
        let side: DestinationSide
        let isReady = Semaphore()
        private let channel: ByteChannel
        private let ends: [FileHandle]

        init() throws {
            var migration = MigrationSpec(transport: .tcp)
            migration.prefaultDestination = false
            var spec = CaseSpec(
                scenario: "s", guest: GuestSpec(memoryBytes: 1 << 20, vcpus: 1),
                migration: migration)
            spec.settleSeconds = 0
            spec.idleBaselineSeconds = 0.01
            preparation = Preparation(
                role: .destination, spec: spec, ticket: DataPlaneTicket(),
                address: SocketAddress(host: "127.0.0.1", port: 0), placement: Placement())
            let (near, read, write) = try ByteChannel.pair()
            channel = near
            ends = [read, write].map { FileHandle(fileDescriptor: $0, closeOnDealloc: true) }
            side = try DestinationSide(preparation, link: AgentLink(FrameWriter(channel)))
        }

        func wait() throws -> NativeThread {
            try NativeThread(name: "wait", role: .other) { [self] in
                do { _ = try side.waitUntilSetUp() } catch { Issue.record(error) }
                isReady.post()
            }
        }
    }

    /// What it does to be ready is not other load: nobody watches a host before that is over.
    @Test func itIsSetUpOnceTheSourceIsThere() throws {
        let destination = try Waiting()
        let thread = try destination.wait()
        #expect(!destination.isReady.wait(until: .after(seconds: 0.3)), "nobody has connected yet")
        let entry = DataPlaneEntry(
            address: destination.side.address, ticket: destination.preparation.ticket)
        let sender = try destination.preparation.spec.migration.connect(entry)
        #expect(destination.isReady.wait(until: .after(seconds: 30)))
        try thread.join(until: .after(seconds: 30))
        sender.abort()
        sender.close()
        destination.side.release()
    }

    /// One that never will be ready keeps nobody waiting.
    @Test func oneThatFailsIsNotWaitedFor() throws {
        let destination = try Waiting()
        let thread = try destination.wait()
        destination.side.abort()
        #expect(destination.isReady.wait(until: .after(seconds: 30)))
        try thread.join(until: .after(seconds: 30))
        destination.side.release()
    }
}
