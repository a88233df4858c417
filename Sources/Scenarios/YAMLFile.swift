internal import Platform
package import Yams

/// Files that people write, in YAML: every error at once, each with its line and column.
package enum YAMLFile {
    /// The bytes of a file (or a pipe).
    package static func bytes(_ path: String) throws(ScenarioErrors) -> [UInt8] {
        do {
            return try Files.read(path, limit: YAMLDocument.maximumBytes + 1)
        } catch {
            throw failure(path, "cannot be read: \(SystemError.text(for: error.code))")
        }
    }

    /// Bytes as text; `file` is the name for errors.
    package static func text(_ bytes: [UInt8], file: String) throws(ScenarioErrors) -> String {
        guard bytes.count <= YAMLDocument.maximumBytes else { throw tooLarge(file) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw failure(file, "not a text in UTF-8")
        }
        return text
    }

    /// What a text holds.
    ///
    /// - Parameters:
    ///   - what: What it should hold, for the error where it is empty.
    ///   - read: Reads the tree, and reports to the context what is wrong with it.
    package static func decode<Value>(
        _ text: String, file: String, of what: String,
        _ read: (Node, DecodingContext) -> Value?
    ) throws(ScenarioErrors) -> Value {
        guard text.utf8.count <= YAMLDocument.maximumBytes else { throw tooLarge(file) }
        let context = DecodingContext(file: file)
        let value: Value?
        do throws(PlacedError) {
            value = try YAMLDocument.withRoot(of: text) { root in root.flatMap { read($0, context) }
            }
        } catch {
            throw ScenarioErrors([
                ScenarioError(
                    source: .file(file), line: error.line, column: error.column,
                    value: error.value)
            ])
        }
        guard context.isClean else { throw context.collected }
        guard let value else { throw failure(file, "holds no \(what)") }
        return value
    }

    private static func tooLarge(_ file: String) -> ScenarioErrors {
        failure(file, "larger than \(ByteSize(bytes: YAMLDocument.maximumBytes))")
    }

    private static func failure(_ file: String, _ message: String) -> ScenarioErrors {
        ScenarioErrors([ScenarioError(source: .file(file), value: ValueError(message))])
    }
}
