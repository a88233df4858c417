internal import Results

/// One column of figures in the summary.
struct SummaryMetric: Sendable {
    let column: Column
    let title: String
    /// Whether the spread stands beside the median.
    let showsSpread: Bool
    /// Whether the column is left out where nobody measured it.
    let isOptional: Bool
    let format: @Sendable (Double) -> String

    /// What the migration cost both hosts; below zero where their other work went down meanwhile.
    static let cpu = SummaryMetric(
        column: RunColumns.totalCPU.cpuSPerGiB.column, title: "CPU s/GiB", showsSpread: true,
        isOptional: false, format: { Quantity.fixed($0, places: abs($0) < 0.1 ? 3 : 2) })

    /// All of them, from left to right.
    static let all = [
        SummaryMetric(
            column: RunColumns.time.totalMs.column, title: "total", showsSpread: true,
            isOptional: false, format: { Quantity.duration(milliseconds: $0) }),
        SummaryMetric(
            column: RunColumns.time.downtimeMs.column, title: "downtime", showsSpread: true,
            isOptional: false, format: { Quantity.duration(milliseconds: $0) }),
        SummaryMetric(
            column: RunColumns.amount.bandwidthMbps.column, title: "Gb/s", showsSpread: true,
            isOptional: false, format: { Quantity.gigabits(megabitsPerSecond: $0) }),
        cpu,
        SummaryMetric(
            column: RunColumns.guest.slowdownPercent.column, title: "slowdown",
            showsSpread: false, isOptional: true,
            format: { "\(Quantity.fixed($0, places: 1)) %" }),
    ]
}
