internal import CVerbs
internal import Glibc
internal import Platform

/// A numeric address as the C libraries want it.
struct RawAddress {
    private var storage = sockaddr_storage()
    let length: socklen_t

    /// AF_INET or AF_INET6.
    var family: Int32 { Int32(storage.ss_family) }

    /// Reads an address.
    /// - Throws: ``VerbsError`` with EINVAL where it is not numeric.
    init(_ address: SocketAddress) throws(VerbsError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(address.host, String(address.port), &hints, &list)
        guard code == 0, let first = unsafe list else {
            throw .call(
                "getaddrinfo", code: EINVAL,
                doing: "reading the address \(address.host) (numeric IP)")
        }
        defer { unsafe freeaddrinfo(list) }
        length = unsafe first.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.copyMemory(
                from: UnsafeRawBufferPointer(
                    start: first.pointee.ai_addr, count: Int(first.pointee.ai_addrlen)))
        }
    }

    mutating func withPointer(_ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
        unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
        }
    }
}
