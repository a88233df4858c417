internal import CVerbs
internal import Glibc
internal import Platform

/// Waits on descriptors of the libraries.
enum DescriptorWait {
    /// Waits for something to read; false when the deadline came first.
    static func untilReadable(
        _ descriptor: Int32, until deadline: Deadline, doing: String
    ) throws(VerbsError) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = unsafe poll(&entry, 1, deadline.pollMilliseconds)
            if count >= 0 { return count > 0 }
            let code = errno
            if code != EINTR { throw .call("poll", code: code, doing: doing) }
        }
    }
}
