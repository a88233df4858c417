internal import FoundationEssentials

/// Figures as people read them: three digits or so, and the unit that suits.
public enum Quantity {
    /// What stands for a figure that was not measured.
    public static let missing = "-"

    /// So many of a thing: `1 run`, `5 runs`.
    static func counted(_ count: Int, _ thing: String) -> String {
        "\(count) \(thing)\(count == 1 ? "" : "s")"
    }

    /// Bytes in powers of 1024: `256 MiB`, `1.5 GiB`.
    public static func bytes(_ bytes: Int) -> String { Self.bytes(Double(bytes)) }

    /// A median of bytes, which may lie between two whole numbers.
    static func bytes(_ bytes: Double) -> String {
        scaled(bytes.rounded(), ["B", "KiB", "MiB", "GiB", "TiB", "PiB"], by: 1024)
    }

    /// A rate in MiB/s: `64 MiB/s`, `1.5 GiB/s`; below one `512 KiB/s`.
    public static func rate(mebibytesPerSecond: Double) -> String {
        let units = ["KiB/s", "MiB/s", "GiB/s", "TiB/s"]
        return mebibytesPerSecond != 0 && abs(mebibytesPerSecond) < 1
            ? scaled(mebibytesPerSecond * 1024, units, by: 1024)
            : scaled(mebibytesPerSecond, Array(units.dropFirst()), by: 1024)
    }

    /// By what factor something is off: `1.05 times`, `3 times`.
    static func times(_ factor: Double) -> String { "\(significant(factor, atMost: 2)) times" }

    /// A duration in milliseconds: `850 µs`, `6.1 ms`, `126 ms`, `3.02 s`.
    public static func duration(milliseconds: Double) -> String {
        let size = abs(milliseconds)
        if size == 0 { return "0 ms" }
        if size < 0.9995 { return "\(significant(milliseconds * 1000, atMost: 0)) µs" }
        if size < 999.5 { return "\(significant(milliseconds, atMost: 1)) ms" }
        return "\(significant(milliseconds / 1000, atMost: 2)) s"
    }

    /// A duration that was asked for, not measured, so without digits that nobody gave: `50 ms`.
    static func setting(milliseconds: Double) -> String {
        milliseconds < 1000 && milliseconds == milliseconds.rounded()
            ? "\(fixed(milliseconds, places: 0)) ms" : duration(milliseconds: milliseconds)
    }

    /// A share that was asked for in percent: `5 %`, `2.5 %`.
    static func setting(share: Double) -> String {
        let percent = share * 100
        let isWhole = abs(percent - percent.rounded()) < 1e-9
        return "\(isWhole ? fixed(percent, places: 0) : significant(percent, atMost: 2)) %"
    }

    /// A bandwidth in megabits a second as gigabits a second, without the unit: `22.6`.
    public static func gigabits(megabitsPerSecond: Double) -> String {
        significant(megabitsPerSecond / 1000, atMost: abs(megabitsPerSecond) < 100 ? 3 : 2)
    }

    /// A time to go: `0:05`, `1:12`, `2:03:04`.
    public static func countdown(seconds: Double) -> String {
        let whole = Int(min(max(seconds, 0), 359_999).rounded(.up))
        let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        return hours > 0
            ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
    }

    /// A figure with three significant digits, and at most so many decimal places.
    static func significant(_ value: Double, atMost places: Int) -> String {
        var shown = places
        var limit = 1000.0  // 9.995 has two places, 99.95 one, 999.5 none
        for _ in 0..<places { limit /= 10 }
        while shown > 0, abs(value) >= limit - limit / 2000 {
            shown -= 1
            limit *= 10
        }
        return fixed(value, places: shown)
    }

    /// A figure with so many decimal places and `.` whatever the locale is.
    static func fixed(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (abs(value) * scale).rounded(.toNearestOrEven)
        guard scaled < 9e15 else { return "\(value)" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    private static func scaled(_ value: Double, _ units: [String], by step: Double) -> String {
        var value = value
        var unit = 0
        while abs(value) >= step, unit < units.count - 1 {
            value /= step
            unit += 1
        }
        let isWhole = value == value.rounded()
        return "\(isWhole ? fixed(value, places: 0) : significant(value, atMost: 1)) \(units[unit])"
    }
}
