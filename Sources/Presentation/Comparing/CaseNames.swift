public import Results

/// Names of cases in one line each, no longer than it takes to tell them apart.
struct CaseNames {
    private let variants: [Variant]
    private let differing: [[String]: [Column]]

    /// Names for the cases that these rows stand for.
    init(_ rows: [Row]) {
        variants = Array(Set(rows.map { Variant($0) }))
        differing = Dictionary(grouping: rows, by: CaseTitle.base).mapValues { alike in
            let columns = RunColumns.caseIdentity.filter { column in
                RunColumns.setting.contains(column)
                    && !CaseTitle.baseColumns.contains(column)
            }
            return columns.filter { column in Set(alike.map { $0[column] }).count > 1 }
        }
    }

    /// `rdma-pin-all`, `multifd x8`.
    func carrier(_ row: Row) -> String { Variant(row).label(among: variants) }

    /// What the ways of two rows have in common: `multifd x8`, `multifd`; nil of two transports.
    func shared(_ a: Row, _ b: Row) -> String? {
        let (first, second) = (Variant(a), Variant(b))
        let names = [
            (first.label(among: variants), second.label(among: variants)),
            (first.familyLabel(among: variants), second.familyLabel(among: variants)),
            (DisplayWidth.printable(first.transport), DisplayWidth.printable(second.transport)),
        ]
        return names.first { $0.0 == $0.1 }?.0
    }

    /// `hotset, 32 GiB, 64 MiB/s dirtied`.
    func setting(_ row: Row) -> String {
        let base = CaseTitle.base(row)
        let details = CaseTitle.details(row, differing[base] ?? [])
        return DisplayWidth.printable((base + details).joined(separator: ", "))
    }

    /// Both in one: `multifd x8, hotset, 32 GiB`.
    func full(_ row: Row) -> String { "\(carrier(row)), \(setting(row))" }
}

/// The order of cases in tables: settings by size, and within them the ways to carry memory.
public enum CaseOrder {
    /// Whether a row's case stands before another's.
    public static func isBefore(_ a: Row, _ b: Row) -> Bool {
        let (first, second) = (settingKey(a), settingKey(b))
        if first != second { return first < second }
        for column in RunColumns.setting where a[column] != b[column] {
            return isBefore(a[column], b[column])
        }
        return Variant.isBefore(Variant(a), Variant(b))
    }

    /// Whether a row stands before another where cases of one suite are compared by a column.
    ///
    /// Ways to carry memory and workloads stand as in tables, all else that was asked for by size
    /// or the alphabet, and builds as they come.
    public static func isBefore(_ a: Row, _ b: Row, by column: Column) -> Bool {
        switch column {
        case RunColumns.case.transport.column: Variant.isBefore(Variant(a), Variant(b))
        case RunColumns.case.workload.column: isBefore(a, b)
        case RunColumns.identity.toolVersion.column, RunColumns.identity.gitCommit.column,
            RunColumns.identity.build.column:
            false
        default: isBefore(a[column], b[column])
        }
    }

    private static func settingKey(_ row: Row) -> (String, Int, Double) {
        let workload = row[RunColumns.case.workload]
        return (
            workload == "idle" ? "" : workload ?? "", row[RunColumns.case.memoryBytes] ?? 0,
            row[RunColumns.case.dirtyRateTargetMiBS] ?? .infinity
        )
    }

    /// What is not there first, numbers by size, words by the alphabet.
    static func isBefore(_ a: Cell?, _ b: Cell?) -> Bool {
        guard let a, let b else { return a == nil && b != nil }
        if let a = a.number, let b = b.number { return a < b }
        return text(a) < text(b)
    }

    private static func text(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text
        case .flag(let flag): "\(flag)"
        case .integer, .decimal, .time: ""
        }
    }
}
