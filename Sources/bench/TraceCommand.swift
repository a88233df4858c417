internal import ArgumentParser
internal import Guest
internal import Platform
internal import Presentation

/// `bench trace`: recorded guests.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Record which pages a program writes, for workload replay; show a trace.",
        discussion: """
              bench trace record --duration 5s -- sqlite3 /tmp/test.db ".read load.sql"
              bench trace record --pid 4711 --output redis.trace
              bench trace show redis.trace
              bench run --workload replay --trace redis.trace

            docs/traces.md says what a trace is, and what it does not tell.
            """,
        subcommands: [TraceRecordCommand.self, Show.self])

    /// `bench trace show FILE`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Say what a trace holds. Exit 64 when it is none.")

        @Argument(help: "the trace", completion: .file(extensions: ["trace"]))
        var file: String

        func run() throws {
            print(TraceText.of(try TraceCommand.read(file)), terminator: "")
        }
    }

    private static func read(_ path: String) throws -> Trace {
        do {
            return try Trace(decoding: Files.read(path, limit: Trace.maximumFileBytes + 1))
        } catch let error as TraceError {
            StandardError.write("error: \(path): \(error)\n")
            throw Exit.usage
        } catch {
            Exit.explain(error)
            throw Exit.usage
        }
    }
}

/// A trace in words.
enum TraceText {
    static func of(_ trace: Trace) -> String {
        var table = PlainTable([.left(), .left()])
        func mib(_ bytes: Double) -> String { rounded(bytes / 0x1p20, " MiB") }
        let page = Double(GuestSpec.pageBytes)
        let interval = Double(trace.intervalNanoseconds) / 1e9
        let counts = zip(trace.operationsBefore.dropFirst(), trace.operationsBefore).map { $0 - $1 }
        let highest = Double(counts.max() ?? 0) * page / interval
        table.add(["origin", trace.origin])
        table.add(["memory", "\(mib(Double(trace.pageCount) * page)), \(trace.pageCount) pages"])
        table.add([
            "time",
            rounded(trace.seconds, " s")
                + ", \(trace.intervalCount) intervals of " + rounded(interval * 1000, " ms"),
        ])
        table.add([
            "dirtied",
            "\(mib(Double(trace.operationCount) * page)), \(trace.operationCount) pages",
        ])
        table.add([
            "different", mib(Double(Set(trace.pages).count) * page) + " of it",
        ])
        table.add(["rate", "\(mib(trace.bytesPerSecond))/s, at most \(mib(highest))/s"])
        table.add(["idle", "\(counts.count { $0 == 0 }) intervals"])
        table.add(["file", rounded(Double(trace.encoded.count) / 1024, " KiB")])
        table.add(["digest", trace.digest])
        return table.text
    }

    /// Three digits behind the point at most.
    private static func rounded(_ value: Double, _ unit: String) -> String {
        let text = "\((value * 1000).rounded() / 1000)"
        return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + unit
    }
}
