import Foundation

/// A text of the repository, or one made up to see a rule fail.
struct SourceFile {
    /// The path below the repository's root, for example `Sources/Platform/SystemError.swift`.
    let path: String
    let text: String

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The lines, numbered from 1; a carriage return at a line's end is part of the line.
    var lines: [(number: Int, text: Substring)] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { ($0.offset + 1, Substring($0.element)) }
    }

    /// The lines of Swift with comments and the contents of strings blanked out.
    var codeLines: [(number: Int, text: Substring)] {
        SourceFile(path: path, text: SwiftCode.withoutCommentsAndStrings(text)).lines
    }

    /// The target of a file in Sources, by its folder.
    var sourcesTarget: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }
}

/// The files that people write, below the root that holds Package.swift.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let folders = [
        "Plugins", "Sources", "Tests", "Benchmarks", "docs", "scripts", ".ci",
    ]
    private static let kinds: Set<String> = [
        "swift", "c", "h", "modulemap", "md", "yml", "yaml", "py", "sh", "gp", "awk",
    ]

    static func files() throws -> [SourceFile] {
        var paths = try FileManager.default.contentsOfDirectory(atPath: root.path)
            .filter { isText($0) || $0 == "Makefile" }
        for folder in folders {
            let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            for case let name as String in names ?? .init() {
                let path = "\(folder)/\(name)"
                if try isText(path) || isScript(path) { paths.append(path) }
            }
        }
        return try paths.sorted().map { path in
            SourceFile(
                path: path,
                text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    /// The names of the folders in a folder.
    static func folders(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
        .map(\.lastPathComponent).sorted()
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func isText(_ path: String) -> Bool {
        kinds.contains(URL(filePath: path).pathExtension)
    }

    /// Whether a file without an extension begins as scripts do.
    private static func isScript(_ path: String) throws -> Bool {
        let url = root.appending(path: path)
        guard url.pathExtension.isEmpty,
            try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
        else { return false }
        return try Data(contentsOf: url).starts(with: Data("#!".utf8))
    }
}
