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
    /// The last lines, without what terminals alone understand.
    var tail: String {
        let bytes = state.withLock { $0.bytes }
        let text = String(decoding: bytes.filter { $0 >= 32 || $0 == 10 }, as: UTF8.self)
        return text.split(separator: "\n").suffix(Self.tailLines).joined(separator: "\n")
    }

    private static func read(_ state: inout State) {
        let line = String(decoding: state.line, as: UTF8.self)
        state.line.removeAll(keepingCapacity: true)
        // The firmware and the kernel may leave words on the same line.
        guard let range = line.firstRange(of: InitScript.mark) else { return }
        state.steps.append(String(line[range.upperBound...]))
    }
}
