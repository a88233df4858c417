import CNamespaces
import Foundation

extension Family.Member {
    /// What `body` returns in a thread that has joined the network namespace of the process.
    ///
    /// Sockets that it opens stay there.
    func inItsNetwork<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let id = id
        // setns(2) moves the calling thread alone, which ends with its work.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        guard join_network_namespace(id) == 0 else { throw POSIXError(.EPERM) }
                        return try body()
                    })
            }
        }
    }
}
