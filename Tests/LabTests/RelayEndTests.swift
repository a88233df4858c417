import Foundation
import Glibc
import Platform
import Testing

@testable import Lab

/// What is said of a machine that goes while a command runs in it.
@Suite struct RelayEndTests {
    /// The socket of a machine that takes a command and goes.
    private final class GoingMachine: Sendable {
        let path: String
        private let listener: Int32

        init() throws {
            let name = "bench-\(UUID().uuidString.prefix(8))"
            path = FileManager.default.temporaryDirectory.appending(path: "\(name).0").path
            listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) {
                unsafe $0.copyBytes(from: path.utf8)
            }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let bound = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                    unsafe bind(listener, raw, size)
                }
            }
            try #require(bound == 0)
            try #require(listen(listener, 1) == 0)
        }

        /// Takes one caller's command, all of it, and hangs up.
        func takeACommandAndGo() {
            let caller = accept(listener, nil, nil)
            var bytes = [UInt8](repeating: 0, count: 4096)
            var text = ""
            while !text.hasSuffix("dHJ1ZQ==\n") {
                let count = unsafe read(caller, &bytes, bytes.count)
                guard count > 0 else { break }
                text += String(decoding: bytes[..<count], as: UTF8.self)
            }
            _ = close(caller)
        }

        deinit {
            _ = close(listener)
            _ = unsafe unlink(path)
        }
    }

    /// What comes of a command whose machine goes and whose input ends after `seconds`; never where
    /// they are nil.
    private func outcome(
        isLifeline: Bool, inputEndsAfter seconds: Double?
    ) async throws -> LabError? {
        let machine = try GoingMachine()
        let (streams, farRead, farWrite) = try ByteChannel.pair()
        async let going: Void = aside { machine.takeACommandAndGo() }
        async let ending: Void = aside {
            guard let seconds else { return }
            MonotonicTime.now.advanced(bySeconds: seconds).sleep()
            _ = close(farWrite)
        }
        let error = try await aside { () -> LabError? in
            do throws(LabError) {
                let caller = try RelayCaller(socket: machine.path)
                _ = try caller.run("true", over: streams, isLifeline: isLifeline)
                return nil
            } catch { return error }
        }
        _ = try await (going, ending)
        if seconds == nil { _ = close(farWrite) }
        _ = close(farRead)
        return error
    }

    @Test func aMachineThatEndsByItselfIsTold() async throws {
        let error = try #require(try await outcome(isLifeline: true, inputEndsAfter: nil))
        #expect("\(error)".hasSuffix(": it has ended"))
    }

    /// A coordinator that is killed, or powers its machines off, takes the machine with it.
    @Test func oneThatGoesWithItsCoordinatorIsNot() async throws {
        let error = try await outcome(isLifeline: true, inputEndsAfter: 0.2)
        guard case .interrupted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// Whoever gave a shell's command its input may be there long after that has ended.
    @Test func anInputThatEndsIsNotTheEndOfWhoeverWaits() async throws {
        let error = try #require(try await outcome(isLifeline: false, inputEndsAfter: 0.2))
        #expect("\(error)".hasSuffix(": it has ended"))
    }
}
