internal import FoundationEssentials

/// How cells are written and read back, without the quoting of the file format.
enum CellText {
    /// The text of a cell of a column; empty for an absent one.
    static func write(_ cell: Cell?, as kind: ColumnKind) -> String {
        switch cell {
        case nil: ""
        case .text(let value): FormulaGuard.add(to: withoutNUL(value))
        case .integer(let value): String(value)
        case .decimal(let value): decimal(value, places: kind.places)
        case .flag(let value): value ? "true" : "false"
        case .time(let value): value.formatted(timeStyle)
        }
    }

    /// A text with a replacement character for each NUL, which no reader takes for text.
    private static func withoutNUL(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }

    /// The cell that a text stands for; nil for empty text.
    ///
    /// - Throws: ``WrongKind`` where the text is not of the column's kind.
    static func read(_ text: String, as kind: ColumnKind) throws(WrongKind) -> Cell? {
        if text.isEmpty { return nil }
        switch kind {
        case .text: return .text(FormulaGuard.remove(from: text))
        case .integer: if let value = Int128(text) { return .integer(value) }
        case .decimal:
            if isDecimal(text), let value = Double(text), value.isFinite {
                return .decimal(value)
            }
        case .flag:
            if text == "true" { return .flag(true) }
            if text == "false" { return .flag(false) }
        case .time:
            if let value = time(text) { return .time(value) }
        }
        throw WrongKind(kind: kind)
    }

    /// The cell that bytes of a file stand for, none of them the quotes around it.
    ///
    /// - Throws: ``WrongKind`` where they are not of the column's kind.
    static func read(
        _ bytes: Span<UInt8>, _ field: RecordScanner.Field, as kind: ColumnKind
    ) throws(WrongKind) -> Cell? {
        switch kind {
        case .integer, .decimal:
            if let cell = PlainNumber(bytes, field)?.cell(kind) { return cell }
        case .text, .flag, .time: break
        }
        return try read(RecordScanner.text(bytes, field), as: kind)
    }

    /// Whether a text can be a decimal number: `Double` reads hexadecimal ones too, which no writer of
    /// the format writes.
    private static func isDecimal(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
    }

    /// A text that is not of its column's kind.
    struct WrongKind: Error {
        let kind: ColumnKind
    }

    private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle()

    /// A moment with or without a fraction of a second; nil where it is neither.
    private static func time(_ text: String) -> Date? {
        do {
            return try (text.contains(".") ? timeStyle : wholeSeconds).parse(text)
        } catch {
            return nil
        }
    }

    /// A finite number with a fixed number of decimal places and `.` whatever the locale is.
    static func decimal(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(Int128(1)) { power, _ in power * 10 }
        let scaled = (value * Double(scale)).rounded(.toNearestOrEven)
        // Beyond 2^100 a double has no fraction and nothing that is measured here is that large.
        guard abs(scaled) < 0x1p100 else { return "\(value)" }
        let units = Int128(scaled)
        let sign = units < 0 ? "-" : ""
        let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: scale.magnitude)
        guard places > 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
    }
}

extension ColumnKind {
    /// Decimal places of a decimal column.
    fileprivate var places: Int {
        guard case .decimal(let places) = self else { return 0 }
        return places
    }
}

/// Keeps spreadsheets from running text as a formula.
///
/// Text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets a leading
/// apostrophe. So does text that already looks guarded, so that reading gives back every text.
package enum FormulaGuard {
    /// The text with an apostrophe before it where it needs one.
    package static func add(to text: String) -> String { isAtRisk(text) ? "'" + text : text }

    static func remove(from text: String) -> String {
        text.unicodeScalars.first == "'" && isAtRisk(text)
            ? String(String.UnicodeScalarView(text.unicodeScalars.dropFirst())) : text
    }

    /// Whether the first character after any apostrophes would start a formula.
    ///
    /// It goes by Unicode scalars: behind an equals sign a combining mark makes one character
    /// with it, but a spreadsheet still sees the sign.
    private static func isAtRisk(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "'" }) {
        case "=", "+", "-", "@", "\t", "\r": true
        default: false
        }
    }
}

extension Cell {
    /// The cell that a text stands for in a column of this kind; nil where it can be none.
    public init?(parsing text: String, as kind: ColumnKind) {
        do {
            guard let cell = try CellText.read(text, as: kind) else { return nil }
            self = cell
        } catch { return nil }
    }

    /// The cell that bytes of a file stand for; nil where they can be none of this kind.
    init?(of bytes: [UInt8], _ field: RecordScanner.Field, as kind: ColumnKind) {
        do {
            guard let cell = try CellText.read(bytes.span, field, as: kind) else { return nil }
            self = cell
        } catch { return nil }
    }
}
