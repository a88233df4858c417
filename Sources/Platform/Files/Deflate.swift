internal import CZlib

/// Bytes in zlib's format (RFC 1950): compressed, with a checksum.
public enum Deflate {
    /// The bytes compressed as small as zlib can.
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var count = compressBound(UInt(bytes.count))
        var result = [UInt8](repeating: 0, count: Int(count))
        let code = unsafe compress2(
            &result, &count, bytes, UInt(bytes.count), Z_BEST_COMPRESSION)
        // There is room for the worst case: what is left is a shortage of memory.
        precondition(code == Z_OK, "zlib cannot compress: \(code)")
        result.removeLast(result.count - Int(count))
        return result
    }

    /// What was compressed, where it is exactly `byteCount` bytes; nil for anything else.
    ///
    /// - Parameter byteCount: What memory is taken for: the caller bounds it.
    public static func expand(_ bytes: [UInt8], to byteCount: Int) -> [UInt8]? {
        // A byte more than wanted shows a stream that holds more.
        var result = [UInt8](repeating: 0, count: byteCount + 1)
        var count = UInt(result.count)
        var used = UInt(bytes.count)
        let code = unsafe uncompress2(&result, &count, bytes, &used)
        guard code == Z_OK, Int(count) == byteCount, Int(used) == bytes.count else { return nil }
        result.removeLast()
        return result
    }
}
