/// What was asked for: the transport, the guest and the limits.
package struct CaseColumns: ColumnGroup {
    static let group = "case"

    package let scenario = Self.text("scenario", "name of the scenario")
    package let transport = Self.text("transport", "what carried the pages")
    package let channels = Self.integer("channels", "data channels")
    package let registration = Self.text("registration", "RDMA: when memory is registered")
    package let chunkBytes = Self.integer(
        "chunk_bytes", "bytes",
        "RDMA: parts of memory that no write crosses, and that are registered one at a time where "
            + "registration is dynamic")
    package let zeroPageDetection = Self.text(
        "zero_page_detection", "where zero pages are looked for: none, legacy or multifd")
    package let memoryBytes = Self.integer("memory_bytes", "bytes", "guest memory")
    package let pageBytes = Self.integer("page_bytes", "bytes", "host page behind guest memory")
    package let prefault = Self.flag("prefault", "destination memory touched during setup")
    package let vcpus = Self.integer("vcpus", "threads that play the guest")
    package let workload = Self.text("workload", "the pattern of the guest's writes")
    package let dirtyRateTargetMiBS = Self.decimal(
        "dirty_rate_target_mib_s", "MiB/s", places: 3, "memory that the guest should dirty")
    package let workingSetBytes = Self.integer("working_set_bytes", "bytes", "size of the hot set")
    package let zeroShare = Self.decimal("zero_share", "", places: 4, "share of zero pages, 0 to 1")
    package let downtimeLimitMs = Self.decimal(
        "downtime_limit_ms", "ms", places: 3, "the longest stop that precopy aims for")
    package let maxBandwidthMbps = Self.decimal(
        "max_bandwidth_mbps", "Mb/s", places: 3, "pacing limit; empty is unlimited")
    package let deviceStateBytes = Self.integer(
        "device_state_bytes", "bytes", "device state sent while the guest is stopped")
    package let sourceHost = Self.text("source_host", "where the guest came from")
    package let destinationHost = Self.text("destination_host", "where the guest went")
}
