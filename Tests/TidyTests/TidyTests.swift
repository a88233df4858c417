import Testing

/// The rules of the house, held against every file of the repository.
@Suite struct TidyTests {
    @Test(arguments: TextRule.all)
    func holds(rule: TextRule) throws {
        for breach in try Repository.files().flatMap(rule.breaches) {
            Issue.record("\(rule.name): \(breach)")
        }
    }

    @Test func importsPointDownward() throws {
        for breach in try Repository.files().flatMap(Layers.breaches) {
            Issue.record("\(breach)")
        }
    }

    @Test func foldersAndTargetsBelongTogether() throws {
        let layout = Layout(
            sourceFolders: Set(try Repository.folders(in: "Sources")),
            testFolders: Set(try Repository.folders(in: "Tests")),
            manifest: try Repository.text(of: "Package.swift"))
        for breach in layout.breaches() {
            Issue.record("\(breach)")
        }
    }

    @Test func exceptionsAreStillNeeded() throws {
        let files = try Repository.files()
        for path in Unsafe.files {
            let file = files.first { $0.path == path }
            let code = file.map { SwiftCode.withoutCommentsAndStrings($0.text) } ?? ""
            #expect(code.contains("unsafe"), "\(path) needs no exception any more")
        }
    }

    @Test func seesTheRepository() throws {
        let paths = Set(try Repository.files().map(\.path))
        for path in ["Package.swift", "Makefile", "scripts/setup", ".ci/run"] {
            #expect(paths.contains(path))
        }
        #expect(paths.contains("Tests/TidyTests/TidyTests.swift"))
        #expect(paths.contains { $0.hasPrefix("Sources/Platform/") })
        #expect(!paths.contains { $0.hasPrefix(".build") })
    }
}
