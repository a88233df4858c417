internal import CLinux
internal import Glibc

/// SIGINT and SIGTERM as something to wait on, so that a run can end in order.
///
/// Made once, before other threads: they inherit the blocked signals. Cleanup: with the process.
public struct Interrupts: Sendable {
    private let descriptor: Int32

    /// Blocks the two signals and waits for them here instead.
    /// - Throws: ``SystemError`` when the kernel has no signalfd.
    public init() throws(SystemError) {
        descriptor = linux_interrupt_descriptor()
        guard descriptor >= 0 else {
            throw SystemError("signalfd", code: errno, doing: "waiting for Ctrl-C")
        }
    }

    /// What to wait on.
    public var readiness: PollSource { PollSource(descriptor: descriptor) }

    /// Whether a signal has arrived since the last call.
    public func take() -> Bool { linux_read_interrupt(descriptor) != 0 }
}
