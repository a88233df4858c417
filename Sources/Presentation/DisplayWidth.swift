internal import Platform

/// How text takes up room on a terminal.
enum DisplayWidth {
    /// The number of terminal columns that a text takes.
    static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

    /// East Asian wide characters and emoji take two columns, combining marks none of their own.
    private static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let showsEmoji = character.unicodeScalars.contains { $0.value == 0xFE0F }
        return isWide(first.value) || showsEmoji || first.properties.isEmojiPresentation ? 2 : 1
    }

    private static func isWide(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// The beginning of a text that fits into so many columns, with `…` where it was cut.
    static func fitted(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        guard width > 0 else { return "" }
        var fitted = ""
        var used = 1
        for character in text {
            used += of(character)
            if used > width { break }
            fitted.append(character)
        }
        return fitted + "…"
    }

    /// Text without control characters, which could move the cursor: each becomes a space.
    static func printable(_ text: String) -> String { text.printable }

    /// Parts joined with commas or the like, a line broken between parts where it would get too wide, and
    /// between words of a part that no line holds.
    static func wrapped(
        _ parts: [String], width: Int, indent: String = "  ", separator: String = ","
    ) -> [String] {
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, of(last) + of(part) + 3 <= width {
                lines[lines.count - 1] = "\(last)\(separator) \(part)"
            } else {
                if !lines.isEmpty { lines[lines.count - 1] += separator }
                let indent = lines.isEmpty ? "" : indent
                lines += broken(part, width - of(indent)).map { indent + $0 }
            }
        }
        return lines
    }

    /// The words of a text in lines; one that no line holds is cut.
    private static func broken(_ text: String, _ width: Int) -> [String] {
        text.split(separator: " ").map { fitted(String($0), to: width) }.reduce(into: []) {
            lines, word in
            if let last = lines.last, of(last) + 1 + of(word) < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word)
            }
        }
    }
}
