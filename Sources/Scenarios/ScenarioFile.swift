internal import Platform

/// Scenario files: YAML in, ``Scenario`` out, and back.
///
///     let scenario = try ScenarioFile.read(path: "Benchmarks/Scenarios/quick.yml")
///
/// Every error of a file is reported at once, each with its line and column.
public enum ScenarioFile {
    /// Reads a scenario from a file (or a pipe); throws ``ScenarioErrors`` if it cannot be read
    /// or is not a sound scenario.
    public static func read(path: String) throws(ScenarioErrors) -> Scenario {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: YAMLDocument.maximumBytes + 1)
        } catch {
            throw failure(path, "cannot be read: \(SystemError.text(for: error.code))")
        }
        return try decode(bytes, file: path)
    }

    /// Reads a scenario from the bytes of a file; `file` is the name for errors.
    public static func decode(_ bytes: [UInt8], file: String) throws(ScenarioErrors) -> Scenario {
        guard bytes.count <= YAMLDocument.maximumBytes else {
            throw failure(file, "larger than \(ByteSize(bytes: YAMLDocument.maximumBytes))")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw failure(file, "not a text in UTF-8")
        }
        return try decode(text, file: file)
    }

    /// Reads a scenario from a text; `file` is the name for errors.
    public static func decode(_ text: String, file: String) throws(ScenarioErrors) -> Scenario {
        guard text.utf8.count <= YAMLDocument.maximumBytes else {
            throw failure(file, "larger than \(ByteSize(bytes: YAMLDocument.maximumBytes))")
        }
        let context = DecodingContext(file: file)
        let scenario: Scenario?
        do throws(PlacedError) {
            scenario = try YAMLDocument.withRoot(of: text) { root in
                guard let root else { return nil }
                return ScenarioDecoder(context: context).scenario(root)
            }
        } catch {
            throw ScenarioErrors([
                ScenarioError(
                    source: .file(file), line: error.line, column: error.column,
                    value: error.value)
            ])
        }
        if let scenario { context.report(scenario.problems()) }
        guard context.isClean else { throw context.collected }
        guard let scenario else { throw failure(file, "holds no scenario") }
        return scenario
    }

    private static func failure(_ file: String, _ message: String) -> ScenarioErrors {
        ScenarioErrors([ScenarioError(source: .file(file), value: ValueError(message))])
    }
}
