/// Columns that a table must have and has not, in words.
enum MissingColumn {
    private static let units: Set<Substring> = [
        "ns", "us", "ms", "s", "min", "bytes", "kib", "mib", "gib", "mbps", "gbps", "percent",
    ]

    /// Each missing column, with the one that is there in its place where only the unit differs.
    static func words(_ missing: [String], among names: [String]) -> [String] {
        missing.map { name in
            let own = parts(name)
            let other = names.first {
                parts($0).stem == own.stem && units.contains(parts($0).unit)
            }
            guard units.contains(own.unit), let other else { return name }
            return "\(name) (\(other) is there: another unit)"
        }
    }

    private static func parts(_ text: String) -> (stem: Substring, unit: Substring) {
        let cut = text.lastIndex(of: "_") ?? text.startIndex
        return (text[..<cut], text[cut...].dropFirst())
    }
}
