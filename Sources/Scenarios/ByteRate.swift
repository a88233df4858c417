/// A rate of data in bytes a second, written as `64MiB/s` or, in bits, as `25Gb/s`.
///
///     let link = try ByteRate(parsing: "25Gb/s")
///     print(link.bytesPerSecond!)  // 3125000000.0
///
/// Units are those of ``ByteSize`` with `/s`, and `b/s`, `kb/s`, `Mb/s`, `Gb/s`, `Tb/s` (powers
/// of 1000, eight bits a byte). `0` is nothing at all; `unlimited` or `max` is as fast as it goes.
public struct ByteRate: Sendable, Hashable, CustomStringConvertible {
    /// The rate in bytes a second, never negative; nil is unlimited.
    public let bytesPerSecond: Double?

    /// As fast as it goes.
    public static let unlimited = ByteRate(bytesPerSecond: nil)

    /// Nothing at all.
    public static let zero = ByteRate(bytesPerSecond: 0)

    /// The highest rate that can be written, in bytes a second: whole numbers up to it are exact.
    static let maximum = 1e15

    /// A rate of so many bytes a second, nil for unlimited; a negative, infinite or NaN rate is
    /// a programmer's error and traps.
    public init(bytesPerSecond: Double?) {
        if let bytesPerSecond {
            precondition(bytesPerSecond >= 0 && bytesPerSecond.isFinite, "a rate is never negative")
        }
        self.bytesPerSecond = bytesPerSecond
    }

    /// A rate of so many MiB a second.
    public static func mebibytes(_ count: Int) -> ByteRate {
        ByteRate(bytesPerSecond: Double(count) * 1_048_576)
    }

    /// Reads a rate; throws ``ValueError`` if it is not one, below 1 B/s or over 1 PB/s.
    public init(parsing text: String) throws(ValueError) {
        let word = text.trimmingSpaces()
        if word == "unlimited" || word == "max" {
            self = .unlimited
            return
        }
        let parsed = try QuantityText(text, what: "a rate", allowed: Self.allowed)
        if parsed.digits == 0 && parsed.unit.isEmpty {
            self = .zero
            return
        }
        let factor: Double = try Self.units.factor(
            of: parsed.unit, in: text, what: "rates", allowed: Self.allowed)
        let rate = parsed.approximate(times: factor)
        guard rate == 0 || (1...Self.maximum).contains(rate) else {
            throw ValueError("\(quoted(text)) is not from 1 B/s to 1 PB/s", allowed: Self.allowed)
        }
        bytesPerSecond = rate
    }

    /// The rate in the unit that needs the fewest digits and stays exact, such as `64 MiB/s`.
    public var description: String {
        guard let rate = bytesPerSecond else { return "unlimited" }
        guard rate > 0 else { return "0" }
        let exact = Self.units.filter {
            let count = rate / $0.factor
            return count >= 1 && count == count.rounded() && count * $0.factor == rate
        }
        guard let unit = exact.max(by: { $0.factor < $1.factor }), rate <= Self.maximum else {
            return "\(rate) B/s"
        }
        return "\(Int(rate / unit.factor)) \(unit.name)"
    }

    private static let allowed =
        "a number with KiB/s, MiB/s, GiB/s, MB/s, Mb/s or Gb/s, such as 64MiB/s or 25Gb/s; "
        + "0 or unlimited"

    private static let units: [QuantityUnit<Double>] = [
        QuantityUnit("B/s", 1), QuantityUnit("kB/s", 1e3), QuantityUnit("KB/s", 1e3),
        QuantityUnit("KiB/s", 1024), QuantityUnit("MB/s", 1e6), QuantityUnit("MiB/s", 1_048_576),
        QuantityUnit("GB/s", 1e9), QuantityUnit("GiB/s", 1_073_741_824),
        QuantityUnit("TB/s", 1e12), QuantityUnit("TiB/s", 1_099_511_627_776),
        QuantityUnit("b/s", 0.125), QuantityUnit("kb/s", 125), QuantityUnit("Mb/s", 125_000),
        QuantityUnit("Gb/s", 125_000_000), QuantityUnit("Tb/s", 125_000_000_000),
    ]
}
