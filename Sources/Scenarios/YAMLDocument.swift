package import Yams

/// A YAML text as a tree of nodes, read within limits that keep hostile files harmless.
///
/// The depth needs no limit here: libyaml stops at 1000 levels.
package enum YAMLDocument {
    /// The largest file, in bytes.
    package static let maximumBytes = 1 << 20
    /// The most words that look like aliases.
    ///
    /// They are refused anyway, but only once the tree stands, and a tree with many of them
    /// could be exponentially large.
    static let maximumAliases = 16

    /// Parses a text and hands its tree to `body` while the parser still lives, because nodes
    /// only refer weakly to their anchors.
    package static func withRoot<Result>(
        of text: String, _ body: (Node?) -> Result
    ) throws(PlacedError) -> Result {
        try checkAliases(text)
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            let root = try parser.singleRoot()
            return withExtendedLifetime(parser) { body(root) }
        } catch let error as YamlError {
            throw PlacedError(error, in: text)
        } catch {
            throw PlacedError(line: nil, column: nil, value: ValueError("\(error)"))
        }
    }

    private static func checkAliases(_ text: String) throws(PlacedError) {
        var aliases = 0
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            aliases += aliasCount(in: line)
            guard aliases <= maximumAliases else {
                throw PlacedError(
                    line: index + 1, column: nil,
                    value: ValueError(
                        "too many words that begin with *", allowed: "at most \(maximumAliases)"))
            }
        }
    }

    /// Words such as `*name` in a line that is not a comment.
    private static func aliasCount(in line: Substring.UTF8View) -> Int {
        let word = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard word.first != UInt8(ascii: "#") else { return 0 }
        let ends = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        return zip(line, line.dropFirst()).count { character, next in
            character == UInt8(ascii: "*") && !ends.contains(next)
        }
    }
}

/// An error at a place in a file that is named later.
package struct PlacedError: Error {
    package let line: Int?
    package let column: Int?
    package let value: ValueError
}

extension PlacedError {
    /// Says a parser's error in the words of all other errors.
    init(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let lead = context.map { "\($0.text), " } ?? ""
            self.init(
                line: mark.line, column: mark.column,
                value: ValueError("not YAML: \(lead)\(problem)"))
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            let place = Self.repetition(of: key, after: context.mark, in: text)
            self.init(
                line: place.line, column: place.column,
                value: ValueError(
                    "key \(quoted(key)) stands twice; first on line \(context.mark.line)"))
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            self.init(line: line, column: nil, value: ValueError("not YAML: \(problem)"))
        default:
            self.init(line: nil, column: nil, value: ValueError("not YAML: \(error)"))
        }
    }

    /// Where the key stands again: the parser only tells where it stood first.
    private static func repetition(
        of key: String, after first: Mark, in text: String
    ) -> (line: Int, column: Int) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            let indentation = line.prefix { $0 == " " }.count
            if indentation + 1 == first.column && line.dropFirst(indentation).hasPrefix("\(key):") {
                return (index + 1, first.column)
            }
        }
        return (first.line, first.column)
    }
}
