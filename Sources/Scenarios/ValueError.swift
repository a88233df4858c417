/// What is wrong with one value, wherever it stood: in a scenario file or on the command line.
public struct ValueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in words.
    public let message: String
    /// What is allowed, with an example; nil where the message already says it.
    public let allowed: String?
    /// The word that was probably meant; nil if nothing is near.
    public let suggestion: String?

    /// Describes a wrong value.
    public init(_ message: String, allowed: String? = nil, suggestion: String? = nil) {
        self.message = message
        self.allowed = allowed
        self.suggestion = suggestion
    }

    /// The error in one line, for a user.
    public var description: String {
        var text = message
        if let suggestion { text += "; did you mean \(quoted(suggestion))?" }
        if let allowed { text += (suggestion == nil ? "; " : " ") + "allowed: \(allowed)" }
        return text
    }
}

/// The text in quotes, short and without control characters, so that a hostile file cannot
/// write to the user's terminal.
package func quoted(_ text: String) -> String {
    let limit = 60
    var result = "\""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result + (text.unicodeScalars.count > limit ? "…\"" : "\"")
}
