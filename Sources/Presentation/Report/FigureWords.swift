/// Words of which none is broken: a figure and its unit are one, and so are `n` or `<` and its number.
enum FigureWords {
    /// The words of a text.
    static func of(_ text: some StringProtocol) -> [String] {
        text.split(separator: " ").reduce(into: []) { words, word in
            let unit = word.prefix { $0.isLetter || $0 == "%" || $0 == "/" || $0 == "µ" }
            let isUnit = units.contains(String(unit)) && words.last?.last?.isNumber == true
            let isCount =
                ["n", "<"].contains(words.last) && word.first?.isNumber == true
            if isUnit || isCount, let last = words.last {
                words[words.count - 1] = "\(last) \(word)"
            } else {
                words.append(String(word))
            }
        }
    }

    /// The text with spaces within words that no browser breaks.
    static func unbroken(_ text: String) -> String {
        of(text).map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: " ")
    }

    private static let units: Set = [
        "s", "ms", "µs", "%", "B", "KiB", "MiB", "GiB", "TiB", "MiB/s", "GiB/s", "Gb/s", "s/GiB",
    ]
}
