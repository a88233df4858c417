internal import FoundationEssentials

/// A file of this host that goes into the machines: `FILE` or `FILE=NAME`.
public struct LabFile: Sendable, Hashable {
    /// Its path on this host.
    public let path: String
    /// Its path in the machines, without the first slash.
    public let place: String

    /// Reads `FILE` or `FILE=NAME`; nil for anything else.
    ///
    /// A name with slashes is a path in the machine. One without is a program in `/bin`, or a
    /// library where the loader looks; so is the file's own name where no other is given.
    public init?(parsing text: String) {
        let end = text.lastIndex(of: "=")
        path = String(text[..<(end ?? text.endIndex)])
        let given = end.map { String(text[text.index(after: $0)...]) }
        guard let last = path.split(separator: "/").last, !path.hasSuffix("/"),
            given?.isEmpty != true, given?.hasSuffix("/") != true
        else { return nil }
        let name = given ?? String(last)
        if name.contains("/") {
            let parts = name.split(separator: "/")
            if parts.contains("..") || parts.contains(".") { return nil }
            place = parts.joined(separator: "/")
        } else if name.contains(".so.") || name.hasSuffix(".so") {
            place = "\(ImageFolder.libraries)/\(name)"
        } else {
            place = "bin/\(name)"
        }
    }

    /// Makes sure that there is a file, and that it can be read.
    func check() throws(LabError) {
        _ = try facts()
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw .refused("\(path) may not be read", remedy: "--with names a file of yours")
        }
    }

    /// The file's facts; a folder is none.
    func facts() throws(LabError) -> [FileAttributeKey: Any] {
        let facts: [FileAttributeKey: Any]
        guard FileManager.default.fileExists(atPath: path) else {
            throw .refused("there is no file \(path)", remedy: "--with names one that is here")
        }
        do {
            let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            facts = try FileManager.default.attributesOfItem(atPath: path)
        } catch {
            throw .refused("\(path) cannot be read: \(error)", remedy: "--with names a file")
        }
        guard facts[.type] as? FileAttributeType == .typeRegular else {
            throw .refused("\(path) is no file", remedy: "--with names a program or a library")
        }
        return facts
    }
}
