internal import CLinux
internal import Glibc

/// The process itself.
public enum ThisProcess {
    /// Its process id.
    public static var id: Int32 { getpid() }

    /// Ends at once, whatever other threads do.
    public static func exitNow(_ code: Int32) -> Never { _exit(code) }

    /// Ends as if by kill -9: nothing is cleaned up.
    public static func killItself() -> Never {
        _ = kill(getpid(), SIGKILL)
        while true { _ = pause() }
    }

    /// Stands still, all threads of it, until SIGCONT.
    ///
    /// The signal is the calling thread's, which goes no step further: any other might take one that is the
    /// process's, a moment later.
    public static func stopItself() { _ = raise(SIGSTOP) }

    /// Settings of an agent: Ctrl-C is the coordinator's, a closed pipe is an error and not a
    /// signal; nothing it executes gains privileges, no core file keeps its guest and its token, and
    /// strangers cannot make it open more than ``agentFiles`` files.
    public static func becomeAgent() {
        linux_prepare_agent_signals()
        // Refused by no kernel since 3.5.
        _ = linux_set_no_new_privileges()
        // Whoever may have a limit may lower it.
        _ = linux_lower_limits(agentFiles)
    }

    /// Files that an agent may have open: its channels, and the strangers that it listens to at a time,
    /// several times over.
    static let agentFiles: UInt64 = 2048

    /// Neither this process nor those that it starts get transparent huge pages from here on.
    /// - Throws: ``SystemError`` where the kernel does not take the wish.
    public static func refuseHugePages() throws(SystemError) {
        guard linux_refuse_huge_pages() == 0 else {
            throw SystemError("prctl", code: errno, doing: "refusing transparent huge pages")
        }
    }

    /// A closed pipe is an error, not a signal.
    public static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// The program that this process runs.
    /// - Throws: ``SystemError`` when /proc is not there.
    public static func executablePath() throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else {
            throw SystemError("readlink", code: errno, doing: "finding this program's path")
        }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Sends SIGKILL to a process group.
    public static func killGroup(_ group: Int32) { _ = kill(-group, SIGKILL) }

    /// Whether standard error is a terminal, and how wide it is.
    public static var terminalWidth: Int? {
        guard isatty(2) == 1 else { return nil }
        let width = linux_terminal_width(2)
        return width > 0 ? Int(width) : 80
    }
}
