import Foundation
import Subprocess
import Testing

/// All processes of one run: they share a mark in their environment, whoever their parent is.
struct Family: Sendable {
    static let key: Environment.Key = "BENCH_TEST_FAMILY"
    let mark = UUID().uuidString

    enum Signal: Sendable {
        case interrupt, terminate, kill, freeze, thaw
        fileprivate var number: Int32 {
            switch self {
            case .interrupt: SIGINT
            case .terminate: SIGTERM
            case .kill: SIGKILL
            case .freeze: SIGSTOP
            case .thaw: SIGCONT
            }
        }
    }

    /// One process of the run.
    struct Member: Sendable, CustomStringConvertible {
        let id: Int32
        let commandLine: [String]

        var isAgent: Bool { commandLine.last == "agent" && !commandLine[0].hasSuffix("sh") }
        var description: String { "\(id) \(commandLine.joined(separator: " "))" }

        /// Where its descriptors lead.
        var openFiles: [String] {
            Family.names(in: "/proc/\(id)/fd").compactMap { name in
                Family.reading {
                    try FileManager.default.destinationOfSymbolicLink(
                        atPath: "/proc/\(id)/fd/\(name)")
                }
            }
        }

        /// Local ports that it listens on, as /proc/net/tcp names them in its network namespace.
        var listeners: [String] {
            let sockets = Set(openFiles)
            return ["tcp", "tcp6"].flatMap { table -> [String] in
                let text = Family.reading {
                    try String(contentsOfFile: "/proc/\(id)/net/\(table)", encoding: .utf8)
                }
                return (text ?? "").split(separator: "\n").dropFirst().compactMap { line in
                    let fields = line.split(separator: " ")
                    // 0A is LISTEN.
                    guard fields.count > 9, fields[3] == "0A",
                        sockets.contains("socket:[\(fields[9])]")
                    else { return nil }
                    return String(fields[1])
                }
            }
        }

        /// Whether it is the destination's agent: that has a thread to receive with.
        var isDestination: Bool {
            Family.names(in: "/proc/\(id)/task").contains { task in
                Family.reading {
                    try String(contentsOfFile: "/proc/\(id)/task/\(task)/comm", encoding: .utf8)
                } == "migration\n"
            }
        }

        /// Whether it lives yet: of a zombie nothing is left but its number.
        var isAlive: Bool {
            let line = Family.reading { try Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline")) }
            return line.map { !$0.isEmpty } ?? false
        }

        /// Whether SIGSTOP holds it.
        var isFrozen: Bool {
            let text = Family.reading {
                try String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
            }
            // proc(5): the state follows the name, which is in parentheses.
            return text?.contains(") T ") ?? false
        }

        /// Its memory's files, a line each.
        var maps: String {
            Family.reading {
                try String(contentsOfFile: "/proc/\(id)/maps", encoding: .utf8)
            } ?? ""
        }
    }

    /// Who lives now; zombies have no environment and do not count.
    var members: [Member] {
        let entry = Data("\(Self.key.rawValue)=\(mark)".utf8)
        return Self.names(in: "/proc").compactMap { Int32($0) }.compactMap { id in
            guard
                let environment = Self.reading({
                    try Data(contentsOf: URL(filePath: "/proc/\(id)/environ"))
                }), environment.range(of: entry) != nil,
                let line = Self.reading({
                    try String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8)
                })
            else { return nil }
            let words = line.split(separator: "\0").map(String.init)
            return words.isEmpty ? nil : Member(id: id, commandLine: words)
        }
    }

    /// The agents that live now.
    var agents: [Member] { members.filter(\.isAgent) }

    /// The `bench run` of it all, as soon as it is there.
    func coordinator() async throws -> Member {
        var found: Member?
        _ = try await eventually(within: 20) {
            found = members.first { $0.commandLine.dropFirst().first == "run" }
            return found != nil
        }
        return try #require(found, "there is no coordinator")
    }

    /// Local ports that the run listens on, as /proc/net/tcp names them.
    var listeners: [String] { members.flatMap(\.listeners) }

    /// Ends whatever is left.
    func kill() { for member in members { _ = Glibc.kill(member.id, SIGKILL) } }

    static func send(_ signal: Signal, to id: Int32) throws {
        guard Glibc.kill(id, signal.number) == 0 else { throw POSIXError(.ESRCH) }
    }

    fileprivate static func names(in folder: String) -> [String] {
        reading { try FileManager.default.contentsOfDirectory(atPath: folder) } ?? []
    }

    /// What `read` returns; nil where a process ended meanwhile.
    fileprivate static func reading<Value>(_ read: () throws -> Value) -> Value? {
        do { return try read() } catch { return nil }
    }
}

typealias Signal = Family.Signal

/// Waits until `condition` holds; false when it did not within `seconds`.
func eventually(within seconds: Double, _ condition: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try condition()
}
