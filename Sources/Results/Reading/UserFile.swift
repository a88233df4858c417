internal import Platform

/// Files whose names users give, and which may be anything.
enum UserFile {
    /// The bytes of a file or a pipe.
    ///
    /// - Throws: ``ResultsError`` `.system`, or `.unreadable` where it is a device or larger.
    static func read(_ path: String, atMost limit: Int) throws(ResultsError) -> [UInt8] {
        guard !Files.isDevice(path) else { throw .unreadable(path: path, "a device, not a file") }
        let bytes = try ResultsError.naming(path) { () throws(SystemError) in
            try Files.read(path, limit: limit + 1)
        }
        try check(bytes, atMost: limit, path)
        return bytes
    }

    /// Refuses bytes of a file that is too large.
    ///
    /// - Throws: ``ResultsError`` `.unreadable`.
    static func check(
        _ bytes: [UInt8], atMost limit: Int, _ path: String
    ) throws(ResultsError) {
        guard bytes.count > limit else { return }
        throw .unreadable(path: path, "larger than \(limit >> 20) MiB")
    }
}
