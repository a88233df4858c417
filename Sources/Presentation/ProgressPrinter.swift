public import Results
internal import Synchronization

/// Shows how far a suite is: one line that is rewritten on a terminal, a line for each finished
/// run in a pipe.
public final class ProgressPrinter: Sendable {
    /// Where the lines go.
    public enum Style: Sendable {
        /// To a terminal; the closure gives its width in columns, asked for each line.
        case terminal(width: @Sendable () -> Int)
        /// To a pipe or a file.
        case plain
    }

    /// A terminal's line is rewritten at most this often, in seconds.
    public static let interval = 0.1

    private let style: Style
    private let now: @Sendable () -> Double
    private let output: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var lastShown: Double?
        var isShowing = false
    }

    /// Erases the line that the cursor is in, from its beginning.
    private static let erase = "\r\u{1B}[K"

    /// Prints nothing yet.
    ///
    /// - Parameters:
    ///   - style: Where the lines go.
    ///   - now: Seconds on a clock that never goes back.
    ///   - output: Takes text as it is to be written, line feeds included; usually to stderr.
    public init(
        _ style: Style, now: @escaping @Sendable () -> Double,
        output: @escaping @Sendable (String) -> Void
    ) {
        self.style = style
        self.now = now
        self.output = output
    }

    /// Shows a moment of a run: on a terminal only, and at most ten times a second.
    public func show(_ line: ProgressLine) {
        guard case .terminal(let width) = style else { return }
        let time = now()
        state.withLock { state in
            if let last = state.lastShown, time - last < Self.interval { return }
            state.lastShown = time
            state.isShowing = true
            // A line as wide as the terminal would make it wrap.
            output(Self.erase + line.text(width: max(width() - 1, 1)))
        }
    }

    /// Tells that a run ended: a line in a pipe; on a terminal only if it did not complete.
    ///
    /// - Parameter transport: the transport with what tells it from others; from the row where nil.
    public func finished(index: Int, count: Int, _ row: Row, transport: String? = nil) {
        let isCompleted = row[RunColumns.outcome.status] == RunStatus.completed.rawValue
        if case .terminal = style, isCompleted { return }
        print(ProgressLine.finished(index: index, count: count, row, transport: transport))
    }

    /// Prints a line that stays, above the progress line where there is one.
    public func print(_ text: String) {
        state.withLock { state in
            output((state.isShowing ? Self.erase : "") + text + "\n")
            state.isShowing = false
            state.lastShown = nil
        }
    }

    /// Takes the progress line away; to be called at the end, and before others print.
    public func clear() {
        state.withLock { state in
            if state.isShowing { output(Self.erase) }
            state.isShowing = false
            state.lastShown = nil
        }
    }
}
