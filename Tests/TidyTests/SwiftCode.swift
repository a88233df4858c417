/// Takes Swift apart just far enough to tell code from comments and strings.
struct SwiftCode {
    private let source: [UInt8]
    private var output: [UInt8]
    private var position = 0

    /// The same text with each byte of a comment or a string's content turned into a blank.
    ///
    /// Lines keep their numbers. Code that is interpolated into a string stays.
    static func withoutCommentsAndStrings(_ text: String) -> String {
        var code = SwiftCode(Array(text.utf8))
        code.readCode(inParentheses: false)
        return String(decoding: code.output, as: UTF8.self)
    }

    private init(_ source: [UInt8]) {
        self.source = source
        output = source
    }

    /// Reads code to the end, or to the parenthesis that closes an interpolation.
    private mutating func readCode(inParentheses: Bool) {
        var depth = 0
        while position < source.count {
            if starts(with: "//") {
                while position < source.count && source[position] != UInt8(ascii: "\n") { blank() }
            } else if starts(with: "/*") {
                readBlockComment()
            } else if let hashes = stringStart() {
                readString(hashes: hashes)
            } else {
                if source[position] == UInt8(ascii: "(") { depth += 1 }
                if source[position] == UInt8(ascii: ")") {
                    if inParentheses && depth == 0 { return }
                    depth -= 1
                }
                position += 1
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blank(2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < source.count
    }

    /// How many `#` stand before a quote here; nil where no string begins.
    private func stringStart() -> Int? {
        var end = position
        while end < source.count && source[end] == UInt8(ascii: "#") { end += 1 }
        return end < source.count && source[end] == UInt8(ascii: "\"") ? end - position : nil
    }

    private mutating func readString(hashes: Int) {
        position += hashes
        let raw = String(repeating: "#", count: hashes)
        let isLong = starts(with: "\"\"\"")
        let quote = isLong ? "\"\"\"" : "\""
        position += quote.utf8.count
        while position < source.count {
            if starts(with: "\\\(raw)(") {
                position += raw.utf8.count + 2
                readCode(inParentheses: true)
                position += 1
            } else if starts(with: "\\\(raw)") {
                blank(raw.utf8.count + 2)
            } else if starts(with: quote + raw) {
                position += quote.utf8.count + hashes
                return
            } else if !isLong && source[position] == UInt8(ascii: "\n") {
                // No such string in Swift: a quote in a regular expression. The next line is code again.
                return
            } else {
                blank()
            }
        }
    }

    private func starts(with text: String) -> Bool {
        source[position...].starts(with: text.utf8)
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < source.count {
            if source[position] != UInt8(ascii: "\n") { output[position] = UInt8(ascii: " ") }
            position += 1
        }
    }
}
