/// A number and its unit as they were written, such as `1.5` and `GiB`.
struct QuantityText {
    /// The digits without the decimal point.
    let digits: UInt64
    /// How many of the digits stand after the decimal point.
    let decimals: Int
    /// The number as it was written, such as `1.5`.
    let number: String
    /// The unit; empty if there was none.
    let unit: String

    /// Splits a text; spaces around and between are allowed, signs and exponents are not.
    init(_ text: String, what: String, allowed: String) throws(ValueError) {
        let problem = "\(quoted(text)) is not \(what)"
        let trimmed = text.trimmingSpaces()
        if trimmed.hasPrefix("-") {
            throw ValueError("\(problem): it must not be negative", allowed: allowed)
        }
        let number = trimmed.prefix { ("0"..."9").contains($0) || $0 == "." }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard let whole = parts.first, !whole.isEmpty, parts.count <= 2,
            parts.count == 1 || !fraction.isEmpty
        else { throw ValueError(problem, allowed: allowed) }
        // 18 digits always fit into 64 bits.
        guard whole.count + fraction.count <= 18, let digits = UInt64(whole + fraction) else {
            throw ValueError("\(problem): too many digits", allowed: allowed)
        }
        self.digits = digits
        self.decimals = fraction.count
        self.number = String(number)
        self.unit = String(trimmed.dropFirst(number.count)).trimmingSpaces()
    }

    /// The quantity in whole base units, where one written unit is `multiplier` of them.
    ///
    /// Returns nil if the result is not whole or does not fit.
    func whole(times multiplier: UInt64) -> Int? {
        let product = UInt128(digits) * UInt128(multiplier)
        var divisor: UInt128 = 1
        for _ in 0..<decimals { divisor *= 10 }
        guard product % divisor == 0 else { return nil }
        return Int(exactly: product / divisor)
    }

    /// The quantity as a fraction of base units, rounded to the nearest double.
    func approximate(times multiplier: Double) -> Double {
        // Digits and a point always make a double; the other branch is never taken.
        (Double(number) ?? 0) * multiplier
    }
}

/// A unit of a quantity: its name and how many base units it is.
struct QuantityUnit<Factor: Sendable>: Sendable {
    let name: String
    let factor: Factor

    init(_ name: String, _ factor: Factor) {
        self.name = name
        self.factor = factor
    }
}

extension Array {
    /// The factor of the unit called `name`; throws with the nearest name if there is none.
    func factor<Factor: Sendable>(
        of name: String, in text: String, what: String, allowed: String
    ) throws(ValueError) -> Factor where Element == QuantityUnit<Factor> {
        if let unit = first(where: { $0.name == name }) { return unit.factor }
        let problem =
            name.isEmpty
            ? "\(quoted(text)) has no unit" : "\(quoted(name)) is not a unit of \(what)"
        throw ValueError(problem, allowed: allowed, suggestion: nearestUnit(to: name))
    }

    /// The unit that was probably meant.
    ///
    /// `gb/s` gets no answer: bits and bytes are too far apart
    /// to guess.
    private func nearestUnit<Factor: Sendable>(to name: String) -> String?
    where Element == QuantityUnit<Factor> {
        let names = map(\.name)
        if names.contains("\(name)/s") { return "\(name)/s" }
        let sameLetters = names.filter { $0.lowercased() == name.lowercased() }
        guard sameLetters.isEmpty else { return sameLetters.count == 1 ? sameLetters[0] : nil }
        return NearMiss.suggestion(for: name, among: names)
    }
}

extension String {
    /// The text without spaces and tabs at its ends.
    func trimmingSpaces() -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = drop(while: isSpace)
        return String(start.reversed().drop(while: isSpace).reversed())
    }
}
