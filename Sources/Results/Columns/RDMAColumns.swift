/// How an RDMA transport worked; empty for the others, and where an option means nothing to it.
package struct RDMAColumns: ColumnGroup {
    static let group = "RDMA"

    package let queueDepth = Self.integer(
        "queue_depth", "writes", "writes under way on a queue pair at most; see window_bytes",
        since: 3)
    package let signalInterval = Self.integer(
        "signal_interval", "writes",
        "of so many writes one asks for a completion; so does a write while none is asked for",
        since: 3)
    package let writesPerChunk = Self.integer(
        "writes_per_chunk", "writes", "writes under way in one chunk at most; 0 is any", since: 3)
    package let completionMode = Self.text(
        "completion_mode", "how completions are waited for: poll, event or adaptive", since: 3)
    package let relaxedOrdering = Self.flag(
        "relaxed_ordering", "PCIe may reorder the device's writes into memory", since: 3)
    package let registrationThreads = Self.integer(
        "registration_threads", "threads that register memory in setup", since: 3)
    package let device = Self.text(
        "rdma_device", "the source's device that carried the pages", since: 3)
    package let mtuBytes = Self.integer(
        "rdma_mtu_bytes", "bytes", "active MTU of the device's port", since: 3)
    package let rsocketWrite = Self.text(
        "rsocket_write", "how an rsocket carries pages: copy (rsend) or direct (riowrite)",
        since: 3)
    package let windowBytes = Self.integer(
        "window_bytes", "bytes",
        "bytes of writes under way on a queue pair at most; long ones are fewer than queue_depth "
            + "where it does not hold more", since: 5)
}
