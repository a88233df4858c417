package import Yams

/// Collects the errors of one file, and remembers where each value stood.
package final class DecodingContext {
    private let file: String
    /// The folder that relative paths in the file are from; empty for where the program runs.
    let folder: String
    private var errors: [ScenarioError] = []
    private var marks: [String: Mark] = [:]
    private var failed: Set<String> = []

    package init(file: String) {
        self.file = file
        folder =
            file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ""
    }

    /// Whether nothing is wrong so far.
    package var isClean: Bool { errors.isEmpty }

    /// Whether further errors will only be counted, and are not worth much work.
    var isFull: Bool { errors.count > 10 * ScenarioErrors.maximum }

    /// Everything that is wrong.
    package var collected: ScenarioErrors { ScenarioErrors(errors) }

    /// Remembers where the value of a path stands.
    package func place(_ path: String, _ node: Node) {
        if let mark = node.mark { marks[path] = mark }
    }

    /// Reports a value that could not be read; what follows from its absence is not reported.
    package func fail(_ path: String, at mark: Mark?, _ value: ValueError) {
        failed.insert(path)
        report(value, at: mark)
    }

    /// Reports an error that makes no other value doubtful.
    package func report(_ value: ValueError, at mark: Mark?) {
        errors.append(
            ScenarioError(
                source: .file(file), line: mark?.line, column: mark?.column, value: value))
    }

    /// Reports what is wrong with the scenario as a whole, at the place of the value or of the
    /// nearest thing around it.
    func report(_ problems: [ScenarioProblem]) {
        for problem in problems {
            var path = problem.path
            // What follows from a value that could not be read is not to be reported too.
            if hasFailed(path) || problem.related.contains(where: hasFailed) { continue }
            while marks[path] == nil, let shorter = Self.parent(of: path) { path = shorter }
            // An error without a place of its own needs to say what it speaks of.
            let key = Self.lastKey(of: problem.path)
            let message = problem.value.message
            report(
                ValueError("\(key): \(message)", allowed: problem.value.allowed), at: marks[path])
        }
    }

    /// Notes that a list lost an element, whose place the next one takes.
    func dropElement(_ index: Int, of list: String) {
        failed = failed.filter { !$0.hasPrefix("\(list)[\(index)]") }
        failed.insert("\(list)[]")
    }

    /// Whether a value, or an element of the list, could not be read.
    private func hasFailed(_ path: String) -> Bool {
        failed.contains { $0 == path || $0.hasPrefix("\(path)[") }
    }

    private static func parent(of path: String) -> String? {
        guard !path.isEmpty else { return nil }
        guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return "" }
        return String(path[..<cut])
    }

    private static func lastKey(of path: String) -> String {
        let key = path.split(separator: ".").last ?? ""
        return String(key.prefix { $0 != "[" })
    }
}
