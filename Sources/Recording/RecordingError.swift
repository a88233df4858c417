public import Platform

/// Why nothing, or no more, can be recorded.
public enum RecordingError: Error, Sendable, CustomStringConvertible {
    /// This kernel has no way; what each one said.
    case noMethod([String])
    /// The process cannot be recorded, and why.
    case process(Int32, String)
    /// The process did nothing that a trace could be made of.
    case nothing(String)
    /// A system call failed.
    case system(SystemError)

    /// The error for a user.
    public var description: String {
        switch self {
        case .noMethod(let reasons):
            """
            this kernel does not tell what a process writes
              \(reasons.joined(separator: "\n  "))
              record on Linux 6.7 or later, or one built with CONFIG_MEM_SOFT_DIRTY
            """
        case .process(let id, let reason): "process \(id) cannot be recorded: \(reason)"
        case .nothing(let reason): "nothing was recorded: \(reason)"
        case .system(let error): "\(error)"
        }
    }

    /// Runs calls of the system whose errors say enough.
    static func wrap<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(RecordingError) -> Value {
        do { return try body() } catch { throw .system(error) }
    }
}
