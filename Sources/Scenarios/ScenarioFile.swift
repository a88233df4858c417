/// Scenario files: YAML in, ``Scenario`` out, and back.
///
///     let scenario = try ScenarioFile.read(path: "Benchmarks/Scenarios/quick.yml")
///
/// Every error of a file is reported at once, each with its line and column.
public enum ScenarioFile {
    /// Reads a scenario from a file (or a pipe); throws ``ScenarioErrors`` if it cannot be read
    /// or is not a sound scenario.
    public static func read(path: String) throws(ScenarioErrors) -> Scenario {
        try decode(try YAMLFile.bytes(path), file: path)
    }

    /// Reads a scenario from the bytes of a file; `file` is the name for errors.
    public static func decode(_ bytes: [UInt8], file: String) throws(ScenarioErrors) -> Scenario {
        try decode(try YAMLFile.text(bytes, file: file), file: file)
    }

    /// Reads a scenario from a text; `file` is the name for errors.
    public static func decode(_ text: String, file: String) throws(ScenarioErrors) -> Scenario {
        try YAMLFile.decode(text, file: file, of: "scenario") { root, context in
            let scenario = ScenarioDecoder(context: context).scenario(root)
            if let scenario { context.report(scenario.problems()) }
            return scenario
        }
    }
}
