internal import FoundationEssentials

/// The kernel's files under a root folder: `/`, or a made-up tree in tests.
///
/// What is missing, unreadable or refuses to be read (a NIC without a speed answers EINVAL) is nil:
/// on a bare container that is most of it, and none of it is an error.
struct HostTree {
    let root: String

    func path(_ name: String) -> String { root.hasSuffix("/") ? root + name : "\(root)/\(name)" }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// The whole text of a file.
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text of a file without white space around it; nil where nothing is left.
    func word(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        let word = text.trimmed
        return word.isEmpty ? nil : word
    }

    /// A file that holds one number.
    func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
        word(name).flatMap { Number($0) }
    }

    /// The numbers of a file that holds several on one line.
    func numbers(_ name: String) -> [UInt64] {
        (word(name) ?? "").split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
    }

    /// The names in a folder in order; none where it is missing.
    func names(in folder: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
        } catch {
            return []
        }
    }

    /// A file of `key: value` lines; of a repeated key (one block a CPU) the first counts.
    func table(_ name: String) -> [String: String] {
        var table: [String: String] = [:]
        for line in (text(name) ?? "").split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = String(line[..<colon]).trimmed
            if table[key] == nil {
                table[key] = String(line[line.index(after: colon)...]).trimmed
            }
        }
        return table
    }
}

/// The bytes in a value such as `1640 kB`, as `/proc` writes them; a kB there is 1024 bytes.
func kibibytes(_ value: String) -> UInt64? {
    let words = value.split(separator: " ")
    guard words.count == 2, words[1] == "kB", let count = UInt64(words[0]) else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1024)
    return overflow ? nil : bytes
}

extension String {
    /// The text without white space around it.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
