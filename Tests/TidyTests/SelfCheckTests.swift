import Testing

/// Made-up files that break each rule, and some that only look so: a rule that cannot fail is none.
@Suite struct SelfCheckTests {
    private func breaches(
        _ rule: TextRule, _ text: String, path: String = "Sources/Session/A.swift"
    ) -> [String] {
        rule.breaches(SourceFile(path: path, text: text))
    }

    @Test func length() {
        let line = "let a = 1\n"
        #expect(breaches(.length, String(repeating: line, count: 400)).isEmpty)
        #expect(breaches(.length, String(repeating: line, count: 401)).count == 1)
        #expect(
            breaches(.length, String(repeating: line, count: 401), path: "docs/a.md").isEmpty)
    }

    @Test(arguments: ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
    func markers(word: String) {
        #expect(breaches(.markers, "fine\n// \(word): later\n").count == 1)
        #expect(breaches(.markers, "\(word)(me)", path: "docs/a.md").count == 1)
        #expect(breaches(.markers, "mktemp /tmp/\(word)\(word)").isEmpty)
    }

    @Test(arguments: ["try" + "? a()", "try" + "! a()", "b as" + "! C"])
    func failures(code: String) {
        #expect(breaches(.failures, "func f() {\n    \(code)\n}\n").count == 1)
        #expect(breaches(.failures, "// \(code)\nlet a = \"\(code)\"\n").isEmpty)
        #expect(breaches(.failures, "let a = \"b \\(\(code))\"\n").count == 1)
    }

    @Test func failuresThatOnlyLookSo() {
        #expect(breaches(.failures, "try a()\ntry !b\nb as? C\nlet entry = try a() ?? b\n").isEmpty)
    }

    @Test func unsafety() {
        let code = "let a = unsafe b()\n"
        #expect(breaches(.unsafety, code).count == 1)
        #expect(breaches(.unsafety, "nonisolated(unsafe) var a = 1\n").count == 1)
        #expect(breaches(.unsafety, "@unsafe func a() {}\n").count == 1)
        #expect(breaches(.unsafety, "// unsafe\nlet a = unsafely\n").isEmpty)
        #expect(breaches(.unsafety, code, path: "Sources/Measurement/A.swift").count == 1)
        #expect(breaches(.unsafety, code, path: "Sources/Platform/A.swift").isEmpty)
        #expect(breaches(.unsafety, code, path: "Tests/SessionTests/A.swift").isEmpty)
    }

    @Test(arguments: ["home", "root", "work", "Users"])
    func machinePaths(folder: String) {
        #expect(breaches(.machinePaths, "let a = \"/" + folder + "/me\"\n").count == 1)
        #expect(breaches(.machinePaths, "cd /" + folder + "/me", path: "scripts/a").count == 1)
        #expect(breaches(.machinePaths, "let a = \"sys/" + folder + "/me\"\n").isEmpty)
    }

    @Test(arguments: ["a \n", "a\t\n", "\ta\n", "a\tb\n", "a\r\n", "    \n"])
    func whiteSpace(text: String) {
        #expect(breaches(.whiteSpace, text).count == 1)
        #expect(breaches(.whiteSpace, "    a b\n\n").isEmpty)
    }

    @Test func whiteSpaceInMakefiles() {
        #expect(breaches(.whiteSpace, "a:\n\tb\n", path: "Makefile").isEmpty)
        #expect(breaches(.whiteSpace, "a: \n\tb\n", path: "Makefile").count == 1)
    }

    @Test func everyRuleIsChecked() {
        #expect(TextRule.all.count == 6, "a rule was added: break it above")
    }

    @Test(arguments: [
        ("Platform", "import Session"), ("Platform", "import Guest"),
        ("Guest", "import Migration"), ("Guest", "import Verbs"),
        ("Measurement", "internal import Results"), ("Migration", "public import Scenarios"),
        ("Analysis", "import Presentation"), ("Session", "import bench"),
        ("Session", "import struct Presentation.Table"), ("Session", "@testable import Lab"),
        ("Session", "import CLinux"), ("Platform", "public import CLinux"),
        ("Newcomer", "import Platform"),
    ])
    func upward(target: String, line: String) {
        let file = SourceFile(path: "Sources/\(target)/A.swift", text: "\(line)\n")
        #expect(Layers.breaches(in: file).count == 1)
    }

    @Test(arguments: [
        ("bench", "import Session"), ("Session", "internal import Results"),
        ("Session", "public import Platform"), ("Presentation", "import Analysis"),
        ("Scenarios", "import Migration"), ("Migration", "import Guest"),
        ("Platform", "internal import CLinux"), ("Platform", "import Glibc"),
        ("Platform", "// import Session"), ("Platform", "let important = 1"),
    ])
    func downward(target: String, line: String) {
        let file = SourceFile(path: "Sources/\(target)/A.swift", text: "\(line)\n")
        #expect(Layers.breaches(in: file) == [])
    }

    @Test func layout() {
        let manifest = """
            .systemLibrary(
                name: "CXXHash", pkgConfig: "x"), .target(name: "A"), .target(name: "Gone"),
            .target(name: "Untested"), .testTarget(name: "ATests"), .testTarget(name: "GoneTests"),
            .executableTarget(name: "DataPath", dependencies: ["A"], path: "Benchmarks/DataPath"),
            """
        let layout = Layout(
            sourceFolders: ["CXXHash", "A", "Untested", "Stray"],
            testFolders: ["ATests", "StrayTests"], manifest: manifest)
        #expect(
            layout.breaches() == [
                "Sources/Stray: no target of this name in Package.swift",
                "Tests/StrayTests: no test target of this name in Package.swift",
                "Tests/StrayTests: tests no target",
                "target Gone: no folder Sources/Gone",
                "target Untested: no UntestedTests, and no reason in Layout.withoutTests",
                "test target GoneTests: no folder Tests/GoneTests",
            ])
    }

    @Test(arguments: [
        ("a // b", "a     "), ("a /* b /* c */ d */ e", "a                   e"),
        ("a \"b\" c", "a \" \" c"), ("a \"\\\"b\" c", "a \"   \" c"),
        ("\"x \\(y(\"z\")) w\"", "\"  \\(y(\" \"))  \""), ("#\"a\"b\"# c", "#\"   \"# c"),
        ("\"\"\"\na \"b\n\"\"\" c", "\"\"\"\n    \n\"\"\" c"), ("\"//\" a", "\"  \" a"),
        ("\"open\nclose", "\"    \nclose"), ("/* open", "       "), ("\"", "\""), ("\\", "\\"),
    ])
    func codeIsToldFromTheRest(text: String, code: String) {
        #expect(SwiftCode.withoutCommentsAndStrings(text) == code)
    }
}
