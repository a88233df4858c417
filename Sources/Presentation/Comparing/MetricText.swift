internal import Results

/// Figures of a column as people read them: its name without the unit, its values with it.
enum MetricText {
    /// `total`, `downtime`, `cpu s/GiB`.
    static func title(_ column: Column) -> String {
        if let metric = SummaryMetric.all.first(where: { $0.column == column }) {
            return metric.title
        }
        let suffixes = ["_ms", "_us", "_bytes", "_percent", "_mbps", "_s"]
        let suffix = suffixes.first { column.name.hasSuffix($0) } ?? ""
        return column.name.dropLast(suffix.count).split(separator: "_").joined(separator: " ")
    }

    /// `3.02 s`, `17.1`, `64 MiB`.
    static func value(_ value: Double?, _ column: Column) -> String {
        guard let value else { return Quantity.missing }
        if let metric = SummaryMetric.all.first(where: { $0.column == column }) {
            return metric.format(value)
        }
        switch column.unit {
        case "ms": return Quantity.duration(milliseconds: value)
        case "µs": return Quantity.duration(milliseconds: value / 1000)
        case "s": return Quantity.duration(milliseconds: value * 1000)
        case "bytes": return Quantity.bytes(value)
        default:
            let figure = Quantity.significant(value, atMost: 2)
            return column.unit.isEmpty ? figure : "\(figure) \(column.unit)"
        }
    }

    /// `1.13 [1.10, 1.16]`.
    static func ratio(_ ratio: Double?, _ lower: Double?, _ upper: Double?) -> String {
        guard let ratio else { return Quantity.missing }
        guard let lower, let upper else { return bound(ratio) }
        return "\(bound(ratio)) [\(bound(lower)), \(bound(upper))]"
    }

    /// `0.62`, `0.0496`, `3e-8`: cut off, not rounded, so that no limit is reached by writing.
    static func p(_ p: Double) -> String {
        guard p > 0 else { return "0" }
        guard p < 0.0001 else {
            let places = p < 0.1 ? 4 : 2
            return Quantity.fixed(cutOff(p, places), places: places)
        }
        var exponent = 0
        var digits = p
        while digits < 1 - 1e-9 {
            digits *= 10
            exponent += 1
        }
        return "\(Quantity.fixed(cutOff(digits, 0), places: 0))e-\(exponent)"
    }

    /// A figure without what stands behind so many decimal places.
    private static func cutOff(_ value: Double, _ places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        // What is a hair below a whole number was one.
        return (value * scale + 1e-9).rounded(.down) / scale
    }

    /// A ratio as a change: `+13 %`, `-2.5 %`.
    static func change(_ ratio: Double) -> String {
        guard ratio.isFinite else { return "+∞ %" }
        let percent = (ratio - 1) * 100
        return "\(percent < 0 ? "" : "+")\(Quantity.significant(percent, atMost: 1)) %"
    }

    private static func bound(_ ratio: Double) -> String {
        ratio.isFinite ? Quantity.significant(ratio, atMost: 2) : "∞"
    }
}
