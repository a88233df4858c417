import Foundation

/// A script of the repository, run in a folder of its own with made-up programs in PATH.
final class ScriptRun {
    private let folder: URL
    /// What the programs were called with, a line each.
    var calls: [String] {
        get throws {
            let log = folder.appending(path: "calls")
            guard FileManager.default.fileExists(atPath: log.path) else { return [] }
            return try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
                .map(String.init)
        }
    }
    private(set) var code: Int32 = 0
    private(set) var output = ""
    private(set) var errors = ""

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - programs: bodies of shell scripts by name. Each also notes how it was called.
    ///   - tools: real programs that the script finds besides.
    init(
        _ script: String, _ arguments: [String] = [], programs: [String: String],
        tools: [String]
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, body) in programs {
            let text = "#!/bin/sh\necho \"\(name) $*\" >> '\(folder.path)/calls'\n\(body)\n"
            let url = folder.appending(path: name)
            try Data(text.utf8).write(to: url)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: url.path)
        }
        for tool in tools {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: tool), withDestinationURL: Self.find(tool))
        }
        try run(Repository.root.appending(path: script), arguments)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            print("left behind: \(folder.path): \(error)")
        }
    }

    private func run(_ script: URL, _ arguments: [String]) throws {
        let process = Process()
        let (out, err) = (folder.appending(path: "stdout"), folder.appending(path: "stderr"))
        for file in [out, err] { try Data().write(to: file) }
        process.executableURL = Self.find("bash")
        process.arguments = [script.path] + arguments
        process.environment = ["PATH": folder.path]
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        code = process.terminationStatus
        output = try String(contentsOf: out, encoding: .utf8)
        errors = try String(contentsOf: err, encoding: .utf8)
    }

    /// Where a program is, by this process's own PATH.
    static func find(_ program: String) -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let places = path.split(separator: ":").map { "\($0)/\(program)" }
        let place = places.first { FileManager.default.isExecutableFile(atPath: $0) }
        return URL(filePath: place ?? "/usr/bin/\(program)")
    }
}
