/// Shares as people type them: `5%` or `5 %`.
public enum PercentText {
    /// The share that a percentage stands for: 0.05 for `5%`.
    /// - Throws: ``ValueError``.
    public static func share(_ text: String) throws(ValueError) -> Double {
        try percent(text) / 100
    }

    /// The number before the sign: 5 for `5%`.
    /// - Throws: ``ValueError``.
    public static func percent(_ text: String) throws(ValueError) -> Double {
        let allowed = "0.1% to 1000%, such as 5%"
        let quantity = try QuantityText(text, what: "a percentage", allowed: allowed)
        let percent = quantity.approximate(times: 1)
        guard quantity.unit == "%" else {
            throw ValueError("\(quoted(text)) is not a percentage", allowed: allowed)
        }
        guard (0.1...1000).contains(percent) else {
            throw ValueError("\(quoted(text)) is out of range", allowed: allowed)
        }
        return percent
    }

    /// `5 %`, `2.5 %`: at most one decimal, rounded up.
    package static func words(_ percent: Double) -> String {
        guard percent <= 1000 else { return "over 1000 %" }
        let tenths = Int((percent * 10 - 1e-9).rounded(.up))
        return tenths.isMultiple(of: 10) ? "\(tenths / 10) %" : "\(Double(tenths) / 10) %"
    }
}
