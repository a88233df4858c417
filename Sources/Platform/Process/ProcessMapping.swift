/// A part of a process's memory: a line of `/proc/PID/maps`.
public struct ProcessMapping: Sendable, Hashable {
    /// Its addresses; both ends are page-aligned.
    public let addresses: Range<UInt64>
    /// Whether the process may write to it.
    public let isWritable: Bool
    /// Whether what it writes is its own, also where the mapping is of a file.
    public let isPrivate: Bool

    /// Describes a mapping.
    public init(addresses: Range<UInt64>, isWritable: Bool, isPrivate: Bool) {
        self.addresses = addresses
        self.isWritable = isWritable
        self.isPrivate = isPrivate
    }

    /// Reads a line such as `7f1c2000-7f1c4000 rw-p 00000000 00:00 0`; nil where it is none.
    init?(line: Substring) {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[1].utf8.count == 4 else { return nil }
        let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        let permissions = Array(words[1].utf8)
        self.init(
            addresses: ends[0]..<ends[1], isWritable: permissions[1] == UInt8(ascii: "w"),
            isPrivate: permissions[3] == UInt8(ascii: "p"))
    }

    /// The mappings of a process in rising order; none of one that has ended.
    /// - Throws: ``SystemError`` where there is no such process, or it is another user's.
    public static func all(of process: Int32) throws(SystemError) -> [ProcessMapping] {
        let text = try Files.read("/proc/\(process)/maps", limit: 64 << 20)
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
            .compactMap { ProcessMapping(line: $0) }
    }
}
