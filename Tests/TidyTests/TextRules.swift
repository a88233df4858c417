import Testing

/// A rule of the house that looks at one file at a time.
struct TextRule: CustomTestStringConvertible {
    let name: String
    /// Says what is wrong with a file, each breach with its line; nothing where all is well.
    let breaches: @Sendable (SourceFile) -> [String]

    var testDescription: String { name }

    static let all: [TextRule] = [
        length, markers, failures, unsafety, machinePaths, whiteSpace,
    ]

    private static let longest = 400

    static let length = TextRule(name: "no Swift file is longer than 400 lines") { file in
        let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
        guard file.isSwift, count > longest else { return [] }
        return ["\(file.path): \(count) lines: is it one idea?"]
    }

    // The words are put together here, so that this file has none of them.
    private static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    static let markers = TextRule(name: "nothing is marked as unfinished") { file in
        lines(of: file) { line in
            unfinished.contains { words(in: line).contains(Substring($0)) }
        }
    }

    static let failures = TextRule(name: "no failure is dropped or turned into a trap") { file in
        guard file.isSwift else { return [] }
        return codeLines(of: file) { line in
            line.contains(/\btry[?!]/) || line.contains(/\bas!/)
        }
    }

    static let unsafety = TextRule(name: "unsafe stays where it may be") { file in
        guard file.isSwift, let target = file.sourcesTarget,
            !Unsafe.targets.contains(target), !Unsafe.files.contains(file.path)
        else { return [] }
        return codeLines(of: file) { words(in: $0).contains("unsafe") }
    }

    private static let machineFolders = ["home", "root", "work", "Users"]

    static let machinePaths = TextRule(name: "no path is one machine's own") { file in
        lines(of: file) { line in
            machineFolders.contains { folder in
                line.ranges(of: "/\(folder)/").contains { range in
                    // Part of a longer path, such as `Sources/root/x`, is fine.
                    guard let before = line[..<range.lowerBound].last else { return true }
                    return !(before.isLetter || before.isNumber || "._-/})".contains(before))
                }
            }
        }
    }

    static let whiteSpace = TextRule(name: "no tabs, no white space at a line's end") { file in
        let mayHaveTabs = file.path == "Makefile"
        return lines(of: file) { line in
            line.last == " " || line.last == "\t" || line.last == "\r"
                || (line.contains("\t") && !mayHaveTabs)
        }
    }

    private static func lines(of file: SourceFile, where isBad: (Substring) -> Bool) -> [String] {
        file.lines.filter { isBad($0.text) }.map { "\(file.path):\($0.number): \($0.text)" }
    }

    private static func codeLines(
        of file: SourceFile, where isBad: (Substring) -> Bool
    ) -> [String] {
        file.codeLines.filter { isBad($0.text) }.map { "\(file.path):\($0.number): \($0.text)" }
    }

    private static func words(in line: Substring) -> [Substring] {
        line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }
}

/// Who may call what the compiler cannot prove safe.
enum Unsafe {
    /// Targets that are made of it: system calls, verbs, and memory that guests write all the time.
    static let targets: Set<String> = ["Platform", "Verbs", "Guest", "Migration"]

    /// Single files elsewhere.
    static let files: Set<String> = []
}
