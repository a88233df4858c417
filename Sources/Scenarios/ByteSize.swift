/// An amount of memory or data in whole bytes, written as `256MiB`, `1.5GiB` or `4096`.
///
///     let memory = try ByteSize(parsing: "1.5GiB")
///     print(memory)  // 1536 MiB
///
/// Units are `B`, the binary `KiB`, `MiB`, `GiB`, `TiB` (powers of 1024) and the decimal `kB`,
/// `MB`, `GB`, `TB` (powers of 1000); upper and lower case count. A plain number is bytes.
public struct ByteSize: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The size in bytes, never negative.
    public let bytes: Int

    /// A size of so many bytes; a negative number is a programmer's error and traps.
    public init(bytes: Int) {
        precondition(bytes >= 0, "a size is never negative")
        self.bytes = bytes
    }

    /// A size of so many MiB.
    public static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 20) }

    /// A size of so many GiB.
    public static func gibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 30) }

    /// Reads a size; throws ``ValueError`` if it is not one, not whole bytes or over 8 EiB.
    public init(parsing text: String) throws(ValueError) {
        let parsed = try QuantityText(text, what: "a size", allowed: Self.allowed)
        let factor: UInt64
        if parsed.unit.isEmpty {
            factor = 1
        } else {
            factor = try Self.units.factor(
                of: parsed.unit, in: text, what: "sizes", allowed: Self.allowed)
        }
        guard let bytes = parsed.whole(times: factor) else {
            throw ValueError(
                "\(quoted(text)) is not a whole number of bytes below 8 EiB", allowed: Self.allowed)
        }
        self.bytes = bytes
    }

    /// The size in the unit that needs the fewest digits and stays exact, such as `256 MiB`.
    public var description: String {
        let exact = Self.units.filter { bytes % Int($0.factor) == 0 && Int($0.factor) <= bytes }
        guard let unit = exact.max(by: { $0.factor < $1.factor }) else { return "\(bytes) B" }
        return "\(bytes / Int(unit.factor)) \(unit.name)"
    }

    /// Compares by bytes.
    public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    private static let allowed =
        "a number with B, KiB, MiB, GiB, TiB, kB, MB, GB or TB, such as 256MiB"

    private static let units: [QuantityUnit<UInt64>] = [
        QuantityUnit("B", 1),
        QuantityUnit("kB", 1000), QuantityUnit("KB", 1000), QuantityUnit("KiB", 1 << 10),
        QuantityUnit("MB", 1_000_000), QuantityUnit("MiB", 1 << 20),
        QuantityUnit("GB", 1_000_000_000), QuantityUnit("GiB", 1 << 30),
        QuantityUnit("TB", 1_000_000_000_000), QuantityUnit("TiB", 1 << 40),
    ]
}
