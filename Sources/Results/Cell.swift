public import FoundationEssentials

/// The value of one cell; an absent value (nil in a ``Row``) is an empty cell.
public enum Cell: Sendable, Hashable {
    /// Any text; empty text cannot be told from an absent value in a file.
    case text(String)
    /// A whole number; wide enough for Int64 and for UInt64.
    case integer(Int128)
    /// A number; only finite ones are stored, see ``Row``.
    case decimal(Double)
    /// Yes or no.
    case flag(Bool)
    /// A moment, to the millisecond in files.
    case time(Date)

    /// The figure in the cell, nil for text, flags and times.
    public var number: Double? {
        switch self {
        // All but the largest fit into 64 bits, which a processor converts itself.
        case .integer(let value): Int64(exactly: value).map(Double.init) ?? Double(value)
        case .decimal(let value): value
        case .text, .flag, .time: nil
        }
    }
}

/// A Swift type that cells of a ``TypedColumn`` hold.
public protocol CellValue: Sendable, Hashable {
    /// Takes the value out of a cell; nil where the cell holds another kind, or a number that
    /// this type cannot represent.
    init?(cell: Cell)
    /// The cell that holds this value; nil for a value that no cell can hold.
    var cell: Cell? { get }
}

extension String: CellValue {
    /// Text from a text cell.
    public init?(cell: Cell) {
        guard case .text(let value) = cell else { return nil }
        self = value
    }

    /// A text cell; nil for empty text, which a file cannot tell from an absent value.
    public var cell: Cell? { isEmpty ? nil : .text(self) }
}

extension Int: CellValue {
    /// The number of an integer cell, where it fits.
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self.init(exactly: value)
    }

    /// An integer cell.
    public var cell: Cell? { .integer(Int128(self)) }
}

extension UInt64: CellValue {
    /// The number of an integer cell, where it fits.
    public init?(cell: Cell) {
        guard case .integer(let value) = cell else { return nil }
        self.init(exactly: value)
    }

    /// An integer cell.
    public var cell: Cell? { .integer(Int128(self)) }
}

extension Double: CellValue {
    /// The figure of a decimal or of an integer cell.
    public init?(cell: Cell) {
        guard let value = cell.number else { return nil }
        self = value
    }

    /// A decimal cell; nil for NaN and infinities, which are no measurement.
    public var cell: Cell? { isFinite ? .decimal(self) : nil }
}

extension Bool: CellValue {
    /// The value of a flag cell.
    public init?(cell: Cell) {
        guard case .flag(let value) = cell else { return nil }
        self = value
    }

    /// A flag cell.
    public var cell: Cell? { .flag(self) }
}

extension Date: CellValue {
    /// The moment of a time cell.
    public init?(cell: Cell) {
        guard case .time(let value) = cell else { return nil }
        self = value
    }

    /// A time cell.
    public var cell: Cell? { .time(self) }
}
