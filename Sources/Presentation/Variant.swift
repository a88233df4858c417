internal import Results

/// How a run's memory was carried: what the rows of one table differ in.
///
/// Tables are made from files alone, also of versions that know other transports: a name is text
/// here, and what is read from it only orders and shortens. A transport of any other name is shown too.
struct Variant: Hashable {
    let transport: String
    let channels: Int?
    /// The cells of ``details``, in their order.
    let details: [Cell?]

    init(_ row: Row) {
        transport = row[RunColumns.case.transport] ?? "unknown transport"
        channels = row[RunColumns.case.channels]
        details = RunColumns.carrierDetails.map { row[$0] }
    }

    /// The transport that discards: it measures the harness itself and competes with none.
    var isHarness: Bool { transport == "null" }

    /// `tcp`, `multifd x4`.
    var name: String {
        let name = DisplayWidth.printable(transport)
        guard let channels, channels > 1 || transport.contains("multifd") else { return name }
        return "\(name) x\(channels)"
    }

    /// The name with what tells it from others of the same name.
    ///
    /// What more than half of them have in common goes without saying.
    func label(among others: [Variant]) -> String {
        label(name, others.filter { $0.name == name })
    }

    /// The label without the number of channels.
    func familyLabel(among others: [Variant]) -> String {
        label(
            DisplayWidth.printable(transport), others.filter { $0.transport == transport })
    }

    private func label(_ name: String, _ alike: [Variant]) -> String {
        var words = [name]
        for (index, column) in RunColumns.carrierDetails.enumerated() {
            let sharing = alike.count { $0.details[index] == details[index] }
            guard let cell = details[index], sharing * 2 <= alike.count else { continue }
            words.append(Self.words(column, cell))
        }
        let label = words.joined(separator: " ")
        return isHarness ? "\(label) (harness alone)" : label
    }

    private static func words(_ column: Column, _ cell: Cell) -> String {
        switch (column.name, cell) {
        case ("chunk_bytes", .integer(let bytes)):
            "chunk \(Quantity.bytes(Int(clamping: bytes)))"
        case ("queue_depth", .integer(let depth)): "depth \(depth)"
        case ("signal_interval", .integer(let interval)): "signal \(interval)"
        case ("writes_per_chunk", .integer(let count)): "writes/chunk \(count)"
        case ("relaxed_ordering", .flag(let isRelaxed)): isRelaxed ? "relaxed" : "strict"
        case ("registration_threads", .integer(let count)): "threads \(count)"
        case ("zero_page_detection", .text(let place)):
            "zero pages: \(DisplayWidth.printable(place))"
        case (_, .text(let word)): DisplayWidth.printable(word)
        case (_, .integer(let value)): "\(column.name) \(value)"
        case (_, .decimal(let value)): "\(column.name) \(value)"
        case (_, .flag(let value)): "\(column.name) \(value)"
        case (_, .time): column.name
        }
    }

    /// The harness last, plain streams before several, and RDMA behind the network cards.
    static func isBefore(_ a: Variant, _ b: Variant) -> Bool {
        if a.sortKey != b.sortKey { return a.sortKey < b.sortKey }
        for (own, other) in zip(a.details, b.details) where own != other {
            return CaseOrder.isBefore(own, other)
        }
        return false
    }

    private typealias SortKey = (Int, String, Int)

    private var sortKey: SortKey {
        let order = ["tcp", "multifd", "rdma", "rsocket"]
        let place = order.firstIndex { transport.hasPrefix($0) } ?? order.count
        return (isHarness ? Int.max : place, transport, channels ?? 0)
    }
}
