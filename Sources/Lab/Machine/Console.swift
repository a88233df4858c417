internal import Platform
internal import Synchronization

/// What a machine has printed so far.
///
/// Thread safety: all calls from any thread.
final class Console: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var steps: [String] = []
        var line: [UInt8] = []
        var hasEnded = false
    }

    /// Bytes that are kept.
    private static let limit = 64 << 10
    private static let tailLines = 12
    /// Lines of a kernel's last words: registers, the trace and what it stopped with.
    private static let crashLines = 80
    /// How a kernel begins to say that it cannot go on.
    private static let crashMarks = ["BUG: ", "Oops: ", "general protection fault", "Kernel panic"]

    private let state = Mutex(State())

    /// Takes what the machine printed.
    func append(_ bytes: [UInt8]) {
        state.withLock { state in
            state.bytes += bytes
            if state.bytes.count > Self.limit {
                state.bytes.removeFirst(state.bytes.count - Self.limit / 2)
            }
            for byte in bytes {
                if byte == UInt8(ascii: "\n") {
                    Self.read(&state)
                } else if state.line.count < 4096, byte != UInt8(ascii: "\r") {
                    state.line.append(byte)
                }
            }
        }
    }

    /// Marks the end: the machine is gone.
    func end() { state.withLock { $0.hasEnded = true } }

    /// The steps of the first program so far.
    var steps: [String] { state.withLock { $0.steps } }
    /// Whether the machine is gone.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }
    /// The last lines, or all of a crash, without what terminals alone understand.
    var tail: String {
        let lines = lines
        if let start = lines.firstIndex(where: Self.isCrash) {
            return lines[start...].prefix(Self.crashLines).joined(separator: "\n")
        }
        return lines.suffix(Self.tailLines).joined(separator: "\n")
    }
    /// Whether the kernel gave up.
    var hasCrashed: Bool { lines.contains { $0.contains("Kernel panic") } }

    private var lines: [Substring] {
        let bytes = state.withLock { $0.bytes }
        let text = String(decoding: bytes.filter { $0 >= 32 || $0 == 10 }, as: UTF8.self)
        return text.split(separator: "\n")
    }

    private static func isCrash(_ line: Substring) -> Bool {
        crashMarks.contains { line.contains($0) }
    }

    private static func read(_ state: inout State) {
        let line = String(decoding: state.line, as: UTF8.self)
        state.line.removeAll(keepingCapacity: true)
        // The firmware and the kernel may leave words on the same line.
        guard let range = line.firstRange(of: InitScript.mark) else { return }
        state.steps.append(String(line[range.upperBound...]))
    }
}
