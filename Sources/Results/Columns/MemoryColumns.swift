/// Memory that a migration held.
package struct MemoryColumns: ColumnGroup {
    static let group = "memory"

    package let sourcePinnedBytes = Self.integer(
        "source_pinned_bytes", "bytes", .lowerIsBetter, "source: memory pinned at most")
    package let destinationPinnedBytes = Self.integer(
        "destination_pinned_bytes", "bytes", .lowerIsBetter, "destination: memory pinned at most")
    package let sourcePeakRSSBytes = Self.integer(
        "source_peak_rss_bytes", "bytes", .lowerIsBetter, "source: most memory resident")
    package let destinationPeakRSSBytes = Self.integer(
        "destination_peak_rss_bytes", "bytes", .lowerIsBetter, "destination: most memory resident")
}
