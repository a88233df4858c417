/// When guest memory is registered with the RDMA devices of both ends.
public enum Registration: String, Codable, Sendable, CaseIterable {
    /// All of it in setup (QEMU `rdma-pin-all`).
    case pinAll = "pin-all"
    /// Chunk by chunk, as each is first written.
    case dynamic
}
