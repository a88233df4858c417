/// One thing that is wrong with a scenario, and where.
public struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the wrong value came from.
    public enum Source: Sendable, Hashable {
        /// A file, by the name that the user gave.
        case file(String)
        /// A command-line option with its value, such as `--channels 10000`.
        case option(String)
        /// A scenario that was built in the program.
        case program
    }

    /// Where the wrong value came from.
    public let source: Source
    /// The line in the file, from 1; nil if the whole file is meant.
    public let line: Int?
    /// The column in the line in characters, from 1.
    public let column: Int?
    /// What is wrong, what is allowed, and what was probably meant.
    public let value: ValueError

    /// Describes an error.
    public init(source: Source, line: Int? = nil, column: Int? = nil, value: ValueError) {
        self.source = source
        self.line = line
        self.column = column
        self.value = value
    }

    /// What is wrong, in words.
    public var message: String { value.message }

    /// What is allowed; nil where the message already says it.
    public var allowed: String? { value.allowed }

    /// The word that was probably meant; nil if nothing is near.
    public var suggestion: String? { value.suggestion }

    /// The error in one line, such as `quick.yml:7:3: unknown key "worklod" in matrix; did you
    /// mean "workload"? allowed: ...`.
    public var description: String {
        var place: String
        switch source {
        case .file(let name): place = name
        case .option(let option): place = option
        case .program: place = "scenario"
        }
        if let line { place += ":\(line)" }
        if line != nil, let column { place += ":\(column)" }
        return "\(place): \(value)"
    }
}

/// Everything that is wrong with a scenario.
public struct ScenarioErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// The errors in the order of the file; never empty, at most ``maximum``.
    public let errors: [ScenarioError]
    /// How many more there were.
    public let omitted: Int

    /// As many errors as are kept: nobody reads more at once.
    public static let maximum = 100

    /// Collects errors: sorted by line and column, each once.
    public init(_ errors: [ScenarioError]) {
        var seen: Set<ScenarioError> = []
        let unique = errors.filter { seen.insert($0).inserted }
        let place = { (error: ScenarioError) in (error.line ?? 0, error.column ?? 0) }
        let sorted = unique.enumerated().sorted {
            let (left, right) = (place($0.element), place($1.element))
            return left == right ? $0.offset < $1.offset : left < right
        }
        self.errors = sorted.prefix(Self.maximum).map(\.element)
        omitted = max(0, sorted.count - Self.maximum)
    }

    /// One line an error.
    public var description: String {
        let lines = errors.map(\.description)
        return (omitted == 0 ? lines : lines + ["and \(omitted) more errors"])
            .joined(separator: "\n")
    }
}
