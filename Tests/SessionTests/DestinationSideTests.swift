import Foundation
import Guest
import Migration
import Platform
import Scenarios
import Synchronization
import Testing

@testable import Session

/// When the destination watches its host.
@Suite struct DestinationSideTests {
    /// A destination of a few pages, with a thread that watches it and posts when it has.
    private final class Watched: @unchecked Sendable {
        let preparation: Preparation
        let side: DestinationSide
        let hasWatched = Semaphore()
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

        func watch() throws -> NativeThread {
            try NativeThread(name: "watch", role: .other) { [self] in
                do { _ = try side.watchAlone() } catch { Issue.record(error) }
                hasWatched.post()
            }
        }
    }

    /// What it does to be ready is not other load: it watches when nothing is left to do.
    @Test func itWatchesOnceItIsReady() throws {
        let watched = try Watched()
        let thread = try watched.watch()
        #expect(!watched.hasWatched.wait(until: .after(seconds: 0.3)), "nobody has connected yet")
        let entry = DataPlaneEntry(
            address: watched.side.address, ticket: watched.preparation.ticket)
        let sender = try watched.preparation.spec.migration.connect(entry)
        #expect(watched.hasWatched.wait(until: .after(seconds: 30)))
        try thread.join(until: .after(seconds: 30))
        sender.abort()
        sender.close()
        watched.side.release()
    }

    /// One that never will be ready keeps nobody waiting.
    @Test func oneThatFailsIsNotWaitedFor() throws {
        let watched = try Watched()
        let thread = try watched.watch()
        watched.side.abort()
        #expect(watched.hasWatched.wait(until: .after(seconds: 30)))
        try thread.join(until: .after(seconds: 30))
        watched.side.release()
    }
}
