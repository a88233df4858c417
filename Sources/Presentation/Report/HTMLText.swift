internal import Mustache

/// Text as HTML has it.
enum HTMLText {
    /// Text of which nothing is read as markup, between tags and within quotes.
    ///
    /// By Unicode scalars: a combining mark behind a sign makes one character with it, but to a
    /// browser the sign is still a sign. Mustache's own escaping goes by characters.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\n": result.append(scalar)
            default:
                let isControl = scalar.properties.generalCategory == .control
                result.append(isControl ? " " : scalar)
            }
        }
        return String(result)
    }
}

/// That escaping, for templates.
struct ScalarHTML: MustacheContentType {
    /// What templates call it.
    static let name = "SCALAR_HTML"

    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}
