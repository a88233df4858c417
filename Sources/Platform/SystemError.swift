internal import Glibc

/// A system call that failed: which one, with what errno, and what it was needed for.
public struct SystemError: Error, Sendable, CustomStringConvertible {
    /// The name of the call, for example `mmap`.
    public let call: String
    /// The value of errno after the call.
    public let code: Int32
    /// What was being done, for example `mapping 8 GiB of guest memory`.
    public let doing: String

    /// Describes a failed call; `code` must be taken from errno before anything else runs.
    public init(_ call: String, code: Int32, doing: String) {
        self.call = call
        self.code = code
        self.doing = doing
    }

    /// The error in one line, for a user.
    public var description: String { "\(doing): \(call): \(Self.text(for: code))" }

    /// Whether nobody reads the other end any more (EPIPE).
    public var isBrokenPipe: Bool { code == EPIPE }

    /// Whether it can be done later, but not now (EAGAIN).
    public var isNotNow: Bool { code == EAGAIN }

    /// Whether a deadline came first (ETIMEDOUT).
    public var isTimeout: Bool { code == ETIMEDOUT }

    /// A wait that its deadline ended.
    public static func timeout(_ call: String, doing: String) -> SystemError {
        SystemError(call, code: ETIMEDOUT, doing: doing)
    }

    /// The C library's words for an errno value.
    public static func text(for code: Int32) -> String {
        // strerror returns a pointer to memory that a later call may overwrite: copied at once.
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
