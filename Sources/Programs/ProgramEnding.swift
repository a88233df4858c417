/// How a program ended.
public enum ProgramEnding: Sendable, Hashable, CustomStringConvertible {
    /// By itself, with this exit code.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)
    /// It could not be started, or not be watched.
    case broken(String)

    /// In words.
    public var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .killed(let signal): "killed by signal \(signal)"
        case .broken(let reason): reason
        }
    }

    /// Reads back what `description` says of a program that ran; nil for other words.
    public init?(_ description: String) {
        guard let words = description.wholeMatch(of: /(exit code|killed by signal) (\d+)/),
            let number = Int32(words.2)
        else { return nil }
        self = words.1 == "exit code" ? .exited(number) : .killed(number)
    }

    /// What a shell has as its exit code: 128 and the number of a signal; nil of one that did not run.
    public var shellCode: Int32? {
        switch self {
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        case .broken: nil
        }
    }
}
