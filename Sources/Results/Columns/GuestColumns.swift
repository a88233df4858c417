/// What the guest felt.
package struct GuestColumns: ColumnGroup {
    static let group = "guest"

    package let opsIntended = Self.integer("ops_intended", "operations", "operations that fell due")
    package let opsDone = Self.integer(
        "ops_done", "operations", .higherIsBetter, "operations that were done")
    package let opP50Us = Self.decimal(
        "op_p50_us", "µs", places: 3, .lowerIsBetter, "median latency since an operation was due")
    package let opP99Us = Self.decimal(
        "op_p99_us", "µs", places: 3, .lowerIsBetter, "99th percentile of that latency")
    package let opP999Us = Self.decimal(
        "op_p999_us", "µs", places: 3, .lowerIsBetter, "99.9th percentile of that latency")
    package let opMaxUs = Self.decimal(
        "op_max_us", "µs", places: 3, .lowerIsBetter, "the longest such latency")
    package let slowdownPercent = Self.decimal(
        "slowdown_percent", "%", places: 3, .lowerIsBetter,
        "operations fewer than the guest did alone, over the span, downtime included")
}
