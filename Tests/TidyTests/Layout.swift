/// Whether folders and the targets of Package.swift belong together.
struct Layout {
    let sourceFolders: Set<String>
    let testFolders: Set<String>
    let manifest: String

    /// Targets without a folder of tests of their own, and why.
    static let withoutTests: [String: String] = [
        "CLinux": "declarations and wrappers; tested through Platform",
        "CXXHash": "a system library; tested through Platform",
        "CSodium": "a system library; tested through Platform",
        "CZlib": "a system library; tested through Measurement",
        "CVerbs": "a system library; tested through Verbs",
        "CNUMA": "a system library; tested through Platform",
        "bench": "the program itself; tested by EndToEndTests",
    ]

    /// Folders of tests that belong to no single target, and why.
    static let testsOfNoTarget: [String: String] = [
        "EndToEndTests": "the program from outside",
        "TidyTests": "the repository itself",
    ]

    /// Targets whose folder is not under Sources, and where it is.
    static let elsewhere: [String: String] = [
        "DataPath": "Benchmarks/DataPath",
        "TestSupport": "Tests/TestSupport",
        "CNamespaces": "Tests/CNamespaces",
    ]

    func breaches() -> [String] {
        let targets = names(
            ofKind: /\.(?:target|systemLibrary|executableTarget)\(\s*name:\s*"(\w+)"/)
        let tests = names(ofKind: /\.testTarget\(\s*name:\s*"(\w+)"/)
        let elsewhere = Set(Self.elsewhere.keys)
        let inSources = targets.subtracting(elsewhere)
        var found: [String] = []
        found += sourceFolders.subtracting(targets)
            .map { "Sources/\($0): no target of this name in Package.swift" }
        found += inSources.subtracting(sourceFolders).map {
            "target \($0): no folder Sources/\($0)"
        }
        found += testFolders.subtracting(tests).subtracting(elsewhere)
            .map { "Tests/\($0): no test target of this name in Package.swift" }
        found += tests.subtracting(elsewhere).subtracting(testFolders)
            .map { "test target \($0): no folder Tests/\($0)" }
        found += inSources.filter { !tests.contains("\($0)Tests") && Self.withoutTests[$0] == nil }
            .map { "target \($0): no \($0)Tests, and no reason in Layout.withoutTests" }
        found += testFolders.subtracting(elsewhere).filter { name in
            !targets.contains { "\($0)Tests" == name } && Self.testsOfNoTarget[name] == nil
        }
        .map { "Tests/\($0): tests no target" }
        return found.sorted()
    }

    private func names(ofKind kind: Regex<(Substring, Substring)>) -> Set<String> {
        Set(manifest.matches(of: kind).map { String($0.output.1) })
    }
}
