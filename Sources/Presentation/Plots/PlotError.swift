public import Platform
public import Programs
public import Results

/// Why there is no picture.
public enum PlotError: Error, Sendable, CustomStringConvertible {
    /// The suite does not hold what the picture is made of: what is missing, in words.
    case nothing(String)
    /// A file of the suite cannot be read.
    case results(ResultsError)
    /// A program that this host lacks.
    case missing(HostProgram)
    /// gnuplot refused a script; `output` is what it said.
    case refused(script: String, output: String)
    /// gnuplot did not end.
    case overdue(script: String, seconds: Double)
    /// The pictures cannot be written there.
    case folder(String, SystemError)

    /// The error for a user, with what to do where something can be done.
    public var description: String {
        switch self {
        case .nothing(let why): why
        case .results(let error): error.description
        case .missing(let program):
            """
            pictures are drawn by \(program.name), which this host lacks
              sudo apt-get install --no-install-recommends \(program.package)
            """
        case .refused(let script, let output):
            "gnuplot \(script) failed"
                + output.split(separator: "\n").suffix(8).map {
                    "\n    \(DisplayWidth.printable(String($0)))"
                }.joined()
        case .overdue(let script, let seconds):
            "gnuplot \(script): not done after \(Int(seconds)) s, given up\n"
                + "  is this host very busy? repeat the command"
        case .folder(let path, let error):
            "cannot write pictures to \(path): \(SystemError.text(for: error.code))\n"
                + "  choose another folder with --output"
        }
    }
}
