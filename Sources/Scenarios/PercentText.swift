/// Shares as people type them: `5%` or `5 %`.
public enum PercentText {
    /// The share that a percentage stands for: 0.05 for `5%`.
    /// - Throws: ``ValueError``.
    public static func share(_ text: String) throws(ValueError) -> Double {
        let allowed = "0.1% to 1000%, such as 5%"
        let quantity = try QuantityText(text, what: "a percentage", allowed: allowed)
        let percent = quantity.approximate(times: 1)
        guard quantity.unit == "%" else {
            throw ValueError("\(quoted(text)) is not a percentage", allowed: allowed)
        }
        guard (0.1...1000).contains(percent) else {
            throw ValueError("\(quoted(text)) is out of range", allowed: allowed)
        }
        return percent / 100
    }
}
