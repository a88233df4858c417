/// What the guest felt.
package struct GuestColumns: ColumnGroup {
    static let group = "guest"

    package let opsIntended = Self.integer("ops_intended", "operations", "operations that fell due")
    package let opsDone = Self.integer(
        "ops_done", "operations", .higherIsBetter, "operations that were done")
    package let opP50Us = Self.decimal(
        "op_p50_us", "µs", places: 3, .lowerIsBetter,
        "median of how late operations were done that fell due in the span, at either end")
    package let opP99Us = Self.decimal(
        "op_p99_us", "µs", places: 3, .lowerIsBetter,
        "99th percentile of that; empty where fewer than 100 fell due")
    package let opP999Us = Self.decimal(
        "op_p999_us", "µs", places: 3, .lowerIsBetter,
        "99.9th percentile of that; empty where fewer than 1000 fell due")
    package let opMaxUs = Self.decimal(
        "op_max_us", "µs", places: 3, .lowerIsBetter, "the longest of that")
    package let slowdownPercent = Self.decimal(
        "slowdown_percent", "%", places: 3, .lowerIsBetter,
        "operations fewer than the guest did alone, over the span, downtime included")
    package let opAloneP50Us = Self.decimal(
        "op_alone_p50_us", "µs", places: 3, .lowerIsBetter,
        "as op_p50_us, of operations due while the guest ran alone", since: 6)
    package let opAloneP99Us = Self.decimal(
        "op_alone_p99_us", "µs", places: 3, .lowerIsBetter, "99th percentile of that", since: 6)
    package let opAloneP999Us = Self.decimal(
        "op_alone_p999_us", "µs", places: 3, .lowerIsBetter, "99.9th percentile of that", since: 6)
    package let opAloneMaxUs = Self.decimal(
        "op_alone_max_us", "µs", places: 3, .lowerIsBetter, "the longest of that", since: 6)
    package let opAfterP50Us = Self.decimal(
        "op_after_p50_us", "µs", places: 3, .lowerIsBetter,
        "as op_p50_us, of operations due after the span, at the destination", since: 6)
    package let opAfterP99Us = Self.decimal(
        "op_after_p99_us", "µs", places: 3, .lowerIsBetter, "99th percentile of that", since: 6)
    package let opAfterP999Us = Self.decimal(
        "op_after_p999_us", "µs", places: 3, .lowerIsBetter, "99.9th percentile of that", since: 6)
    package let opAfterMaxUs = Self.decimal(
        "op_after_max_us", "µs", places: 3, .lowerIsBetter, "the longest of that", since: 6)
}
