import Foundation
import Platform
import Testing

/// Files that are put in place at once.
@Suite struct FilesTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/files-\(UUID().uuidString)"

    init() throws { _ = try Files.makeFolder(folder) }

    @Test func aFileIsReplacedAsAWhole() throws {
        defer { remove() }
        let path = folder + "/file"
        for text in ["first", "second, which is longer", "3rd"] {
            try Files.replace(path, with: Array(text.utf8))
            #expect(try Files.read(path) == Array(text.utf8))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }

    @Test func aLinkStays() throws {
        defer { remove() }
        let (path, link) = (folder + "/file", folder + "/link")
        try Files.replace(path, with: Array("old".utf8))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "file")
        try Files.replace(link, with: Array("new".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "file")
        #expect(try Files.read(path) == Array("new".utf8))
    }

    /// Root could replace a device by a file, and break the host.
    @Test func aPipeIsWrittenTo() throws {
        defer { remove() }
        let (pipe, copy) = (folder + "/pipe", folder + "/copy")
        try start("/usr/bin/mkfifo", pipe).waitUntilExit()
        let reader = try start("/bin/sh", "-c", "cat < \(pipe) > \(copy)")
        try Files.replace(pipe, with: Array("words".utf8))
        reader.waitUntilExit()
        #expect(try Files.read(copy) == Array("words".utf8))
        let type = try FileManager.default.attributesOfItem(atPath: pipe)[.type]
        #expect(type as? FileAttributeType != .typeRegular)
    }

    private func start(_ program: String, _ words: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        try process.run()
        return process
    }

    private func remove() {
        #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) }
    }
}
