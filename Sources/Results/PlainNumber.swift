/// A number as writers of this format write it: digits, at most one point between them, and a sign
/// where it is below zero.
///
/// Nearly all cells of a file are such numbers, and this reads them without a text of each. All else,
/// and what has more digits than a double holds exactly, is left to ``CellText``.
struct PlainNumber {
    private let isNegative: Bool
    private let digits: Int
    /// How many digits stand behind the point; nil without a point.
    private let places: Int?

    /// 10^15 is below 2^53, so that digits and powers are exact, and their quotient is the nearest
    /// double (Clinger, How to read floating point numbers accurately, 1990).
    private static let most = 15
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// Reads the bytes of a cell; nil where they are not such a number.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let first = range.first, range.count <= Self.most + 2 else { return nil }
        isNegative = bytes[first] == UInt8(ascii: "-")
        var (digits, count) = (0, 0)
        var point: Int?
        for index in (isNegative ? first + 1 : first)..<range.upperBound {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                digits = digits * 10 + Int(digit)
                count += 1
            } else {
                guard bytes[index] == UInt8(ascii: "."), point == nil, count > 0 else {
                    return nil
                }
                point = count
            }
        }
        guard count > 0, count <= Self.most, point != count else { return nil }
        self.digits = digits
        places = point.map { count - $0 }
    }

    /// The cell that holds it; nil where the kind of column holds something else.
    func cell(_ kind: ColumnKind) -> Cell? {
        switch kind {
        case .integer where places == nil: .integer(Int128(isNegative ? -digits : digits))
        case .decimal: .decimal(isNegative ? -value : value)
        case .integer, .text, .flag, .time: nil
        }
    }

    private var value: Double { Double(digits) / Self.powers[places ?? 0] }
}
