/// What `ldd` says of a program.
public struct SharedLibraries: Sendable, Equatable {
    /// Paths of the libraries, the loader included.
    public let paths: [String]
    /// Libraries that the host does not have.
    public let missing: [String]

    /// Reads ldd's output: `NAME => PATH (ADDRESS)`, `PATH (ADDRESS)` for the loader,
    /// `NAME => not found`, and words for a program that needs none.
    public init(parsing text: String) {
        var paths: [String] = []
        var missing: [String] = []
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.count >= 3, words[1] == "=>" {
                if words[2].hasPrefix("/") {
                    paths.append(String(words[2]))
                } else if words[2] == "not", !missing.contains(String(words[0])) {
                    missing.append(String(words[0]))
                }
            } else if let first = words.first, first.hasPrefix("/"), words.count == 2,
                words[1].hasPrefix("(")
            {
                paths.append(String(first))
            }
        }
        self.paths = paths
        self.missing = missing
    }
}
