internal import Glibc

extension ByteChannel {
    /// Connects to a Unix socket.
    /// - Throws: ``SystemError``: ENAMETOOLONG where the path does not fit a socket's address,
    ///   ENOENT or ECONNREFUSED where nobody listens.
    public static func connect(toSocket path: String) throws(SystemError) -> ByteChannel {
        let doing = "connecting to the socket \(path)"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= longestSocketPath else {
            throw SystemError("connect", code: ENAMETOOLONG, doing: doing)
        }
        // Within bounds by the check above; the rest is zero already.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw SystemError("socket", code: errno, doing: doing) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                unsafe Glibc.connect(descriptor, raw, size)
            }
        }
        guard result == 0 else {
            let code = errno
            _ = Glibc.close(descriptor)
            throw SystemError("connect", code: code, doing: doing)
        }
        return ByteChannel(readEnd: descriptor, writeEnd: descriptor)
    }

    /// The longest path of a Unix socket: its end is marked by a zero.
    public static var longestSocketPath: Int {
        MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    }

    /// Opens a device for reading and writing.
    ///
    /// Calls never wait in it: what cannot be done now fails with EAGAIN.
    /// - Throws: ``SystemError``.
    public static func open(device path: String) throws(SystemError) -> ByteChannel {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw SystemError("open", code: errno, doing: "opening the device \(path)")
        }
        return ByteChannel(readEnd: descriptor, writeEnd: descriptor)
    }
}
