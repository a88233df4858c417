/// Reads GID tables from `gids` and `gid_attrs` of a port's folder.
enum GIDTable {
    /// A used entry.
    struct Entry {
        let index: Int
        /// Eight groups of four hexadecimal digits, as the kernel writes them.
        let text: String
        let kind: String?
        let interface: String?
    }

    /// The used entries of a port, in their order.
    static func entries(ofPort folder: String, _ tree: HostTree) -> [Entry] {
        let indices = tree.names(in: "\(folder)/gids").compactMap { Int($0) }.sorted()
        return indices.compactMap { index in
            guard let text = tree.word("\(folder)/gids/\(index)"), text.contains(where: isUsed)
            else { return nil }
            let attributes = "\(folder)/gid_attrs"
            return Entry(
                index: index, text: text,
                kind: tree.word("\(attributes)/types/\(index)").map(kind),
                interface: tree.word("\(attributes)/ndevs/\(index)"))
        }
    }

    private static func isUsed(_ character: Character) -> Bool {
        character != "0" && character != ":"
    }

    /// The kernel has one word for both that share a number: `IB/RoCE v1`.
    private static func kind(_ word: String) -> String {
        word == "IB/RoCE v1" ? "RoCE v1" : word
    }
}

extension GIDTable.Entry {
    private var groups: [UInt16] {
        text.split(separator: ":").compactMap { UInt16($0, radix: 16) }
    }

    /// Whether it holds an IPv4 address (`::ffff:a.b.c.d`).
    private var isIPv4: Bool {
        groups.count == 8 && groups.prefix(5).allSatisfy { $0 == 0 } && groups[5] == 0xffff
    }

    /// What address it stands for, in a word.
    func family(isRoCE: Bool) -> String {
        guard isRoCE else { return "GUID" }
        if isIPv4 { return "IPv4" }
        return groups.first.map { $0 & 0xffc0 == 0xfe80 } == true ? "link-local" : "IPv6"
    }

    /// The address as people write it.
    var address: String {
        guard isIPv4 else { return Self.shortened(groups) }
        return [groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255]
            .map(String.init).joined(separator: ".")
    }

    /// IPv6 with `::` for the longest row of zeros (RFC 5952).
    private static func shortened(_ groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        for index in groups.indices {
            if groups[index] != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        let words = groups.map { String($0, radix: 16) }
        guard longest.count > 1 else { return words.joined(separator: ":") }
        let ends = [words[..<longest.lowerBound], words[longest.upperBound...]]
        return ends.map { $0.joined(separator: ":") }.joined(separator: "::")
    }
}
