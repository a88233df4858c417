internal import Glibc

/// Waiting on several sockets at once.
public enum SocketPoll {
    /// Waits until `listener` has a connection or one of `sockets` has something to read (or has
    /// ended).
    /// - Returns: whether the listener is ready, and the indices of ready sockets; nothing at
    ///   the deadline.
    /// - Throws: ``SystemError`` when the kernel refuses.
    public static func readable(
        _ listener: StreamListener, _ sockets: [StreamSocket], until deadline: Deadline
    ) throws(SystemError) -> (listener: Bool, sockets: [Int]) {
        let descriptors = [listener.handle.descriptor] + sockets.map(\.handle.descriptor)
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            let count = unsafe poll(&entries, nfds_t(entries.count), deadline.pollMilliseconds)
            if count >= 0 { break }
            let code = errno
            if code != EINTR { throw SystemError("poll", code: code, doing: "waiting on sockets") }
        }
        let ready = entries.indices.filter { entries[$0].revents != 0 }
        return (ready.contains(0), ready.filter { $0 > 0 }.map { $0 - 1 })
    }
}
