internal import Results

/// What all runs of one table have in common, in words.
enum CaseTitle {
    /// The columns that ``base(_:)`` is made of.
    static let baseColumns: Set<Column> = [
        RunColumns.case.workload.column, RunColumns.case.memoryBytes.column,
        RunColumns.case.dirtyRateTargetMiBS.column, RunColumns.concurrency.guests.column,
        RunColumns.concurrency.direction.column,
    ]

    /// The beginning of a title: `hotset, 256 MiB, 64 MiB/s dirtied`, and where a guest was not alone
    /// `each of 4 guests at once`.
    static func base(_ row: Row) -> [String] {
        var parts = [row[RunColumns.case.workload] ?? "unknown workload"]
        if let bytes = row[RunColumns.case.memoryBytes] { parts.append(Quantity.bytes(bytes)) }
        if let rate = row[RunColumns.case.dirtyRateTargetMiBS], rate > 0 {
            parts.append("\(Quantity.rate(mebibytesPerSecond: rate)) dirtied")
        }
        if let guests = row[RunColumns.concurrency.guests] {
            let way = row[RunColumns.concurrency.direction].map { " (\($0))" } ?? ""
            parts.append("each of \(guests) guests at once\(way)")
        }
        return parts
    }

    /// What tells a table from others with the same beginning.
    static func details(_ row: Row, _ differing: [Column]) -> [String] {
        differing.compactMap { column in row[column].map { detail(column, $0) } }
    }

    private static func detail(_ column: Column, _ cell: Cell) -> String {
        switch (column.name, cell) {
        case ("downtime_limit_ms", .decimal(let limit)):
            "downtime limit \(Quantity.setting(milliseconds: limit))"
        case ("max_bandwidth_mbps", .decimal(let limit)):
            "at most \(Quantity.gigabits(megabitsPerSecond: limit)) Gb/s"
        case ("prefault", .flag(let isPrefaulted)):
            isPrefaulted ? "prefaulted" : "fresh memory"
        case ("zero_share", .decimal(let share)):
            "\(Quantity.significant(share * 100, atMost: 1)) % zero pages"
        case ("page_bytes", .integer(let bytes)):
            "\(Quantity.bytes(Int(clamping: bytes))) pages"
        case ("memory_bytes", .integer(let bytes)):
            "guest memory \(Quantity.bytes(Int(clamping: bytes)))"
        case ("working_set_bytes", .integer(let bytes)):
            "working set \(Quantity.bytes(Int(clamping: bytes)))"
        case ("device_state_bytes", .integer(let bytes)):
            "device state \(Quantity.bytes(Int(clamping: bytes)))"
        case ("guests", .integer(let guests)): "\(guests) guests at once"
        case ("source_host", .text(let host)): "from \(host)"
        case ("destination_host", .text(let host)): "to \(host)"
        case (_, .integer(let value)): "\(column.name) \(value)"
        case (_, .decimal(let value)): "\(column.name) \(Quantity.significant(value, atMost: 2))"
        case (_, .text(let text)): DisplayWidth.printable(text)
        case (_, .flag(let value)): "\(column.name) \(value)"
        case (_, .time): column.name
        }
    }
}
