internal import CZlib

/// Files compressed by gzip.
public enum GzipFile {
    /// The unpacked bytes of a file, at most `limit` of them; nil when it cannot be read or is
    /// broken.
    public static func contents(of path: String, limit: Int) -> [UInt8]? {
        guard let file = unsafe gzopen(path, "rb") else { return nil }
        defer { unsafe gzclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = unsafe gzread(file, &buffer, UInt32(min(buffer.count, limit - bytes.count)))
            // zlib passes a file that is not compressed through: that is not what was asked for.
            guard count >= 0, unsafe gzdirect(file) == 0 else { return nil }
            if count == 0 { break }
            bytes += buffer[..<Int(count)]
        }
        return bytes
    }
}
