internal import CLinux
internal import Glibc

/// What the program printed for whoever, or whatever, reads it.
public enum StandardOutput {
    /// Writes out what was printed and is not written yet.
    ///
    /// - Throws: ``SystemError`` where it cannot be written, or an earlier part could not: a full disk. A
    ///   reader that has gone knows that it went.
    public static func finish() throws(SystemError) {
        guard linux_finish_output() != 0 else { return }
        let code = errno
        guard code != EPIPE else { return }
        throw SystemError("fflush", code: code, doing: "writing standard output")
    }
}
