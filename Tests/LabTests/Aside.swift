import Dispatch

/// Runs what waits on a thread of its own: the few threads that run tests must stay free for the
/// tasks that it waits for.
func aside<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}
