public import Platform
public import Programs

/// Why the lab cannot do what it was asked: what happened, where, and what to do.
public enum LabError: Error, Sendable, CustomStringConvertible {
    /// Programs that this host lacks, with the packages that bring them.
    case missing([HostProgram])
    /// A program of the host failed; `output` is the end of what it said.
    case program(String, doing: String, output: String, remedy: String?)
    /// Something took too long.
    case timedOut(doing: String, seconds: Double, remedy: String)
    /// The disk has too little room.
    case noSpace(folder: String, needed: Int, free: Int)
    /// No kernel can be had, or the package is not what it should be.
    case kernel(String, remedy: String)
    /// A machine ended, or said nothing in time; `console` is the end of what it printed, nil
    /// where another process reads it.
    case machine(String, problem: String, console: String?, remedy: String? = nil)
    /// What was asked for makes no sense here.
    case refused(String, remedy: String)
    /// The user asked to stop.
    case interrupted
    /// A call of this process failed.
    case system(SystemError)

    /// The error as the user reads it.
    public var description: String {
        switch self {
        case .missing(let programs):
            let names = programs.map(\.name).joined(separator: ", ")
            let packages = Set(programs.map(\.package)).sorted().joined(separator: " ")
            return """
                the lab needs \(names), which this host lacks
                  sudo apt-get install --no-install-recommends \(packages)
                """
        case .program(let name, let doing, let output, let remedy):
            return "\(doing): \(name) failed" + Self.indented(output)
                + (remedy.map { "\n  \($0)" } ?? "")
        case .timedOut(let doing, let seconds, let remedy):
            return "\(doing): not done after \(Int(seconds)) s, given up\n  \(remedy)"
        case .noSpace(let folder, let needed, let free):
            return """
                \(folder): needs \(needed >> 20) MiB, and \(free >> 20) MiB are free
                  make room there, or name another folder: XDG_CACHE_HOME=FOLDER
                """
        case .kernel(let problem, let remedy): return "\(problem)\n  \(remedy)"
        case .machine(let name, let problem, let console, let remedy):
            let words = "machine \(name): \(problem)" + (remedy.map { "\n  \($0)" } ?? "")
            guard let console else { return words }
            guard !console.isEmpty else { return words + "\n  it printed nothing" }
            return words + "\n  the end of its console:" + Self.indented(console)
        case .refused(let problem, let remedy): return "\(problem)\n  \(remedy)"
        case .interrupted: return "stopped on request"
        case .system(let error): return error.description
        }
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "\n    \($0)" }.joined()
    }
}

/// Runs calls of the system in functions that throw ``LabError``.
func system<Result>(
    _ body: () throws(SystemError) -> Result
) throws(LabError) -> Result {
    do { return try body() } catch { throw .system(error) }
}
