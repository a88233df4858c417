/// A span of time in whole microseconds, written as `300ms`, `2s` or `1min`.
///
/// Units are `us`, `ms`, `s`, `min` and `h`. A plain number is refused, because nobody can tell
/// seconds from milliseconds by it; only `0` needs no unit.
public struct TimeSpan: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The span in microseconds, never negative.
    public let microseconds: Int

    /// A span of so many microseconds; a negative number is a programmer's error and traps.
    public init(microseconds: Int) {
        precondition(microseconds >= 0, "a span is never negative")
        self.microseconds = microseconds
    }

    /// A span of so many milliseconds.
    public static func milliseconds(_ count: Int) -> TimeSpan {
        TimeSpan(microseconds: count * 1000)
    }

    /// A span of so many seconds.
    public static func seconds(_ count: Int) -> TimeSpan {
        TimeSpan(microseconds: count * 1_000_000)
    }

    /// The span in milliseconds.
    public var milliseconds: Double { Double(microseconds) / 1000 }

    /// The span in seconds.
    public var seconds: Double { Double(microseconds) / 1_000_000 }

    /// Reads a span; throws ``ValueError`` if it is not one or not whole microseconds.
    public init(parsing text: String) throws(ValueError) {
        let parsed = try QuantityText(text, what: "a time", allowed: Self.allowed)
        if parsed.digits == 0 && parsed.unit.isEmpty {
            self.init(microseconds: 0)
            return
        }
        let factor: UInt64 = try Self.units.factor(
            of: parsed.unit, in: text, what: "time", allowed: Self.allowed)
        guard let microseconds = parsed.whole(times: factor) else {
            throw ValueError(
                "\(quoted(text)) is not a whole number of microseconds, or too long",
                allowed: Self.allowed)
        }
        self.init(microseconds: microseconds)
    }

    /// The span in the largest unit that stays whole, such as `300 ms`.
    public var description: String {
        let exact = Self.units.filter {
            microseconds % Int($0.factor) == 0 && Int($0.factor) <= microseconds
        }
        guard let unit = exact.max(by: { $0.factor < $1.factor }) else { return "0 s" }
        return "\(microseconds / Int(unit.factor)) \(unit.name)"
    }

    /// Compares by length.
    public static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.microseconds < right.microseconds
    }

    private static let allowed = "a number with us, ms, s, min or h, such as 300ms or 2s"

    private static let units: [QuantityUnit<UInt64>] = [
        QuantityUnit("us", 1), QuantityUnit("ms", 1000), QuantityUnit("s", 1_000_000),
        QuantityUnit("min", 60_000_000), QuantityUnit("h", 3_600_000_000),
    ]
}
