/// Which target may import which: downward only.
enum Layers {
    /// The layers from the bottom up; a target imports from those below its own.
    static let bottomUp: [Set<String>] = [
        ["CLinux", "CXXHash", "CSodium", "CVerbs", "CNUMA"],
        ["Platform"],
        ["Guest", "Verbs", "Programs"],
        ["Results", "Migration", "Measurement", "Scenarios", "Recording"],
        ["Presentation", "Analysis", "Lab", "Session"],
        ["bench"],
    ]

    /// What is allowed within a layer; only these, so that nothing goes both ways.
    static let sideways: [String: Set<String>] = [
        "Presentation": ["Analysis"],  // draws what was analysed
        "Scenarios": ["Migration"],  // a scenario names transports and their parameters
    ]

    /// C stays behind these, which give it types.
    static let mayImportC: Set<String> = ["Platform", "Verbs"]

    static func layer(of target: String) -> Int? {
        bottomUp.firstIndex { $0.contains(target) }
    }

    /// What a file imports that it may not.
    static func breaches(in file: SourceFile) -> [String] {
        guard file.isSwift, let target = file.sourcesTarget else { return [] }
        guard let own = layer(of: target) else {
            return ["\(file.path): \(target) has no layer; give it one in Layers.swift"]
        }
        return file.codeLines.compactMap { line in
            guard let (module, isPublic) = importedModule(line.text),
                let other = layer(of: module)
            else { return nil }
            let place = "\(file.path):\(line.number): \(target) may not import \(module)"
            if other == 0 {
                if isPublic { return "\(place) publicly" }
                return mayImportC.contains(target) ? nil : place
            }
            let isAllowed = other < own || sideways[target, default: []].contains(module)
            return isAllowed ? nil : place
        }
    }

    /// The module of an import, and whether it is passed on; nil where the line is none.
    static func importedModule(_ line: Substring) -> (module: String, isPublic: Bool)? {
        let words = line.split { $0 == " " || $0 == "." || $0 == ";" }
        guard let index = words.firstIndex(of: "import"), words.count > index + 1,
            words[..<index].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
        else { return nil }
        // `import struct Module.Name`
        let hasKind = kinds.contains(words[index + 1]) && words.count > index + 2
        let module = String(words[hasKind ? index + 2 : index + 1])
        return (module, words[..<index].contains { $0 == "public" || $0 == "@_exported" })
    }

    private static let modifiers: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
}
