import Foundation
import SystemPackage
import Testing

@testable import Results

@Suite struct TableWriterTests {
    private let columns = [
        RunColumns.identity.runID.column, RunColumns.outcome.reason.column,
        RunColumns.time.totalMs.column,
    ]
    private let header = "run_id,reason,total_ms\r\n"

    private func row(_ name: String, reason: String? = nil, _ total: Double? = nil) -> Row {
        var row = Row()
        row[RunColumns.identity.runID] = name
        row[RunColumns.outcome.reason] = reason
        row[RunColumns.time.totalMs] = total
        return row
    }

    private func open(_ path: String) throws -> TableWriter {
        try TableWriter(path: path, columns: columns)
    }

    @Test func headerOnceAndWholeRows() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try open(folder.path("runs.csv"))
            try writer.append(row("a", reason: "x, y", 1.5))
        }
        do {
            let writer = try open(folder.path("runs.csv"))
            #expect(writer.repair == nil)
            try writer.append([row("b"), row("c", 2)])
        }
        #expect(
            try folder.text("runs.csv") == header + "a,\"x, y\",1.500\r\nb,,\r\nc,,2.000\r\n")
    }

    @Test(arguments: ["b", "b,\"half a \"\"reason", "b,\"x\r\ny", "b,,2.000", "b,,2.000\r"])
    func tornRowIsRemoved(torn: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("runs.csv", header + "a,\"1\n2\",1.000\r\n" + torn)
        do {
            let writer = try open(folder.path("runs.csv"))
            #expect(writer.repair?.text == torn)
            #expect(writer.repair?.line == 4)
            try writer.append(row("c"))
        }
        #expect(try folder.text("runs.csv") == header + "a,\"1\n2\",1.000\r\nc,,\r\n")
    }

    /// Wherever a write stops, what remains is the whole rows before it.
    @Test func everyCutIsRepaired() throws {
        let folder = try TemporaryFolder()
        let first = header + "a,\"é \"\"q\"\" \r\n=\",1.000\r\n"
        let second = "b,\"x\r\n,\"\"y\"\"\",2.000\r\n"
        let bytes = [UInt8]((first + second).utf8)
        for length in 0..<bytes.count {
            try Data(bytes[..<length]).write(to: folder.url.appending(path: "runs.csv"))
            do { _ = try open(folder.path("runs.csv")) }
            let expected = length < first.utf8.count ? header : first
            #expect(try folder.text("runs.csv") == expected, "cut after \(length) bytes")
        }
    }

    @Test func anotherHeaderIsRefused() throws {
        let folder = try TemporaryFolder()
        let text = "run_id,why,total_ms\r\n"
        try folder.write("runs.csv", text)
        let error = #expect(throws: ResultsError.self) { try open(folder.path("runs.csv")) }
        #expect(error?.description.contains("line 1, column 2: 'why'") == true)
        #expect(try folder.text("runs.csv") == text)
    }

    @Test func damageInTheMiddleIsNotRepaired() throws {
        let folder = try TemporaryFolder()
        for text in ["a,1\r\nb,,\r\n", "a,x\"y,\r\nb,,\r\n", "a,\"x\"y,\r\nb,,\r\n"] {
            try folder.write("runs.csv", header + text)
            let error = #expect(throws: ResultsError.self) { try open(folder.path("runs.csv")) }
            #expect(error?.description.contains("line 2, column 2") == true)
            #expect(try folder.text("runs.csv") == header + text)
        }
    }

    /// A quote that is never closed hides all rows behind it: they are not thrown away.
    @Test func longUnfinishedQuoteIsNotRepaired() throws {
        let folder = try TemporaryFolder()
        let text = header + "a,\"x,\r\n" + String(repeating: "b,,\r\n", count: 20_000)
        try folder.write("runs.csv", text)
        let error = #expect(throws: ResultsError.self) { try open(folder.path("runs.csv")) }
        #expect(error?.description.contains("line 2") == true)
        #expect(try folder.text("runs.csv") == text)
    }

    /// Nor are the few rows of a small file.
    @Test func whatAnOpenQuoteHoldsIsNotRemoved() throws {
        let folder = try TemporaryFolder()
        let text = header + "a,\"x,\r\nb,,2.000\r\nc,,\r\n"
        try folder.write("runs.csv", text)
        let error = #expect(throws: ResultsError.self) { try open(folder.path("runs.csv")) }
        #expect(
            error?.description.contains("line 2, column 2 (reason): a quote that is never closed")
                == true)
        #expect(try folder.text("runs.csv") == text)
    }

    @Test func secondWriterIsRefused() throws {
        let folder = try TemporaryFolder()
        let first = try open(folder.path("runs.csv"))
        let error = #expect(throws: ResultsError.self) { try open(folder.path("runs.csv")) }
        #expect(error?.description.contains("written by another run") == true)
        try first.append(row("a"))
        #expect(try folder.text("runs.csv") == header + "a,,\r\n")
    }

    @Test func lockGoesWithTheWriter() throws {
        let folder = try TemporaryFolder()
        do { _ = try open(folder.path("runs.csv")) }
        _ = try open(folder.path("runs.csv"))
    }

    @Test func partialWriteIsCutBack() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("runs.csv")
        do { try open(path).append(row("a")) }
        let writer = try TableWriter(path: path, columns: columns) { file, offset, bytes in
            _ = try file.writeAll(toAbsoluteOffset: offset, bytes[..<3])
            throw Errno.noSpace
        }
        let error = #expect(throws: ResultsError.self) { try writer.append(row("b", 3)) }
        #expect(error?.lostRows == "b,,3.000\r\n")
        #expect(error?.description.contains("No space left on device") == true)
        #expect(try folder.text("runs.csv") == header + "a,,\r\n")
    }

    @Test func fullDeviceIsAnError() {
        let error = #expect(throws: ResultsError.self) { try open("/dev/full") }
        #expect(error?.description.contains("No space left on device") == true)
        #expect(error?.lostRows == header)
    }

    /// On a file system of its own that runs full.
    @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
    func fullDiskKeepsWholeRows() throws {
        let disk = try SmallDisk(bytes: 16384)
        let writer = try open(disk.folder.path("runs.csv"))
        let long = String(repeating: "x", count: 1000)
        var written = 0
        let error = #expect(throws: ResultsError.self) {
            while written < 100 {
                try writer.append(row("\(written)", reason: long))
                written += 1
            }
        }
        #expect(error?.lostRows == "\(written),\(long),\r\n")
        let read = try TableReader(path: writer.path, columns: columns)
        #expect(read.rows.count == written)
        #expect(read.warnings.isEmpty)
        #expect(throws: ResultsError.self) { try writer.append(row("still", reason: long)) }
        #expect(try TableReader(path: writer.path, columns: columns).rows.count == written)
    }

    @Test func missingFolderIsAnError() {
        let error = #expect(throws: ResultsError.self) { try open("/nonexistent/runs.csv") }
        #expect(error?.description.contains("/nonexistent/runs.csv") == true)
    }
}

/// A tiny tmpfs, mounted for one test.
final class SmallDisk {
    let folder: TemporaryFolder

    init(bytes: Int) throws {
        folder = try TemporaryFolder()
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", folder.url.path)
    }

    deinit {
        do { try Self.run("umount", "-l", folder.url.path) } catch { print("still mounted") }
    }

    static let isPossible: Bool = {
        do {
            _ = try SmallDisk(bytes: 4096)
            return true
        } catch {
            return false
        }
    }()

    private struct Refused: Error {}

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Refused() }
    }
}
