internal import Results

/// How a run's memory was carried: what the rows of one table differ in.
struct Variant: Hashable {
    let transport: String
    let channels: Int?
    let registration: String?
    let chunkBytes: Int?
    let zeroPageDetection: String?

    static let columns: [Column] = [
        RunColumns.case.transport.column, RunColumns.case.channels.column,
        RunColumns.case.registration.column, RunColumns.case.chunkBytes.column,
        RunColumns.case.zeroPageDetection.column,
    ]

    init(_ row: Row) {
        transport = row[RunColumns.case.transport] ?? "unknown transport"
        channels = row[RunColumns.case.channels]
        registration = row[RunColumns.case.registration]
        chunkBytes = row[RunColumns.case.chunkBytes]
        zeroPageDetection = row[RunColumns.case.zeroPageDetection]
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
    func label(among others: [Variant]) -> String {
        let alike = others.filter { $0.name == name }
        var label = name
        if Set(alike.map(\.registration)).count > 1, let registration {
            label += " \(DisplayWidth.printable(registration))"
        }
        if Set(alike.map(\.chunkBytes)).count > 1, let chunkBytes {
            label += " chunk \(Quantity.bytes(chunkBytes))"
        }
        if Set(alike.map(\.zeroPageDetection)).count > 1, let zeroPageDetection {
            label += " zero pages: \(DisplayWidth.printable(zeroPageDetection))"
        }
        return isHarness ? "\(label) (harness alone)" : label
    }

    /// The harness last, plain streams before several, and RDMA behind the network cards.
    static func isBefore(_ a: Variant, _ b: Variant) -> Bool { a.sortKey < b.sortKey }

    private typealias SortKey = (Int, String, Int, String)

    private var sortKey: SortKey {
        let order = ["tcp", "multifd", "rdma", "rsocket"]
        let place = order.firstIndex { transport.hasPrefix($0) } ?? order.count
        let rest = "\(registration ?? "") \(chunkBytes ?? 0) \(zeroPageDetection ?? "")"
        return (isHarness ? Int.max : place, transport, channels ?? 0, rest)
    }
}
