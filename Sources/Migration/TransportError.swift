public import Platform
public import Verbs

/// Why a transport could not carry on.
public enum TransportError: Error, Sendable, CustomStringConvertible {
    /// The peer closed or reset a data connection.
    case closed(doing: String)
    /// The peer did nothing for as long as it is allowed to.
    case timedOut(doing: String)
    /// The peer sent something that is not in the protocol.
    case malformed(String)
    /// The peer did not prove that it belongs to this migration.
    case refused(String)
    /// The kernel refused.
    case system(SystemError)
    /// The RDMA device or its libraries refused.
    case rdma(VerbsError)
    /// The migration was given up on request.
    case cancelled

    /// Translates an error of a stream.
    public init(_ error: StreamError) {
        switch error {
        case .closed(let doing): self = .closed(doing: doing)
        case .timedOut(let doing): self = .timedOut(doing: doing)
        case .system(let error): self = .system(error)
        }
    }

    /// Translates an error of the RDMA libraries.
    public init(_ error: VerbsError) {
        switch error {
        case .closed(let doing): self = .closed(doing: doing)
        case .timedOut(let doing): self = .timedOut(doing: doing)
        case .call, .rejected, .event, .completion: self = .rdma(error)
        }
    }

    /// The error in one line, for a user.
    public var description: String {
        switch self {
        case .closed(let doing): "the peer closed the data connection while \(doing)"
        case .timedOut(let doing): "the peer was silent for too long while \(doing)"
        case .malformed(let what): "the peer broke the protocol: \(what)"
        case .refused(let why): "data connection refused: \(why)"
        case .system(let error): error.description
        case .rdma(let error): error.description
        case .cancelled: "cancelled"
        }
    }
}

/// Runs a call of a stream in the words of a transport.
func transport<Result: ~Copyable>(
    _ body: () throws(StreamError) -> Result
) throws(TransportError) -> Result {
    do { return try body() } catch { throw TransportError(error) }
}

/// Runs a system call in the words of a transport.
func system<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
) throws(TransportError) -> Result {
    do { return try body() } catch { throw .system(error) }
}

/// Runs a call of the RDMA libraries in the words of a transport.
func verbs<Result: ~Copyable>(
    _ body: () throws(VerbsError) -> Result
) throws(TransportError) -> Result {
    do { return try body() } catch { throw TransportError(error) }
}
