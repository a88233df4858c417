import FoundationEssentials

/// A made-up `/` in a temporary folder, which goes away with it.
final class FakeTree {
    let root: String

    /// Makes a tree of these files, by path below the root; a nil text makes a folder.
    init(_ files: [String: String?] = [:]) throws {
        let manager = FileManager.default
        let root = manager.temporaryDirectory.appending(path: "host-\(UUID().uuidString)").path
        self.root = root
        try manager.createDirectory(atPath: root, withIntermediateDirectories: true)
        for (path, text) in files {
            try write(path, text)
        }
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: root)
        } catch {
            print("left behind: \(root): \(error)")
        }
    }

    /// Writes a file, or makes a folder where the text is nil.
    func write(_ path: String, _ text: String?) throws {
        let url = URL(filePath: root).appending(path: path)
        let folder = text == nil ? url : url.deletingLastPathComponent()
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        if let text { try Data(text.utf8).write(to: url) }
    }
}
