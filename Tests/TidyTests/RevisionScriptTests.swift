import Foundation
import Testing

/// `scripts/write-revision`: what the program says of the commit that it was built from.
@Suite struct RevisionScriptTests {
    /// A repository of its own with one commit, and the file that the script writes for it.
    private final class Checkout {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "checkout-\(UUID().uuidString)")
        var file: URL { root.appending(path: "out/Revision.swift") }

        init(isCheckout: Bool = true) throws {
            try write("Sources/a.swift", "a")
            guard isCheckout else { return }
            try git("init", "--quiet")
            try git("add", "Sources")
            try commit()
        }

        deinit {
            do { try FileManager.default.removeItem(at: root) } catch {
                print("left behind: \(root.path): \(error)")
            }
        }

        func write(_ name: String, _ text: String) throws {
            let url = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }

        func commit() throws {
            try git(
                "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty",
                "-m", "c")
        }

        @discardableResult
        func git(_ arguments: String...) throws -> String {
            try Self.run(ScriptRun.find("git"), ["-C", root.path] + arguments)
        }

        /// What the file says after the script.
        func revision() throws -> String {
            let script = Repository.root.appending(path: "scripts/write-revision")
            try Self.run(
                ScriptRun.find("sh"),
                [script.path, root.path, file.deletingLastPathComponent().path])
            let text = try String(contentsOf: file, encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.contains("static let") })
            return String(try #require(line.split(separator: "= ").last))
        }

        @discardableResult
        private static func run(_ program: URL, _ arguments: [String]) throws -> String {
            let process = Process()
            let output = Pipe()
            process.executableURL = program
            process.arguments = arguments
            process.standardOutput = output
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            return String(decoding: data, as: UTF8.self)
        }
    }

    @Test func itIsTheCommitOfTheBuild() throws {
        let checkout = try Checkout()
        let first = try checkout.git("rev-parse", "--short=12", "HEAD")
            .trimmingCharacters(in: .newlines)
        #expect(try checkout.revision() == "\"\(first)\"")
        try checkout.commit()
        let second = try checkout.revision()
        #expect(second != "\"\(first)\"" && !second.contains("dirty"))
    }

    @Test(arguments: ["Sources/a.swift", "Sources/new.swift", "Package.swift", "Plugins/p.swift"])
    func whatIsBuiltFromAndNotCommittedShows(name: String) throws {
        let checkout = try Checkout()
        try checkout.write(name, "changed")
        #expect(try checkout.revision().hasSuffix("-dirty\""))
    }

    @Test func whatIsNotBuiltFromDoesNot() throws {
        let checkout = try Checkout()
        try checkout.write("notes.txt", "changed")
        #expect(try !checkout.revision().contains("dirty"))
    }

    @Test func outsideOfACheckoutNothingIsClaimed() throws {
        #expect(try Checkout(isCheckout: false).revision() == "nil")
        // A folder within another checkout is not that one's.
        let outer = try Checkout()
        let inner = outer.root.appending(path: "Sources")
        let script = Repository.root.appending(path: "scripts/write-revision")
        let process = Process()
        process.executableURL = ScriptRun.find("sh")
        process.arguments = [script.path, inner.path, outer.root.appending(path: "out").path]
        try process.run()
        process.waitUntilExit()
        #expect(try String(contentsOf: outer.file, encoding: .utf8).contains("String? = nil"))
    }

    /// Else every build would compile and link again.
    @Test func aFileThatIsRightIsLeftAlone() throws {
        let checkout = try Checkout()
        _ = try checkout.revision()
        let old = Date(timeIntervalSince1970: 1000)
        try FileManager.default.setAttributes(
            [.modificationDate: old], ofItemAtPath: checkout.file.path)
        _ = try checkout.revision()
        let attributes = try FileManager.default.attributesOfItem(atPath: checkout.file.path)
        #expect(attributes[.modificationDate] as? Date == old)
    }
}
