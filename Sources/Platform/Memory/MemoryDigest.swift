internal import CXXHash

/// Fast digests (XXH3, not cryptographic): equal bytes give equal digests on every machine.
public enum MemoryDigest {
    /// XXH3 with 64 bits of `byteCount` bytes at `address`, which nobody may write meanwhile.
    public static func of(_ address: UnsafeRawPointer, byteCount: Int) -> UInt64 {
        unsafe XXH3_64bits(address, byteCount)
    }

    /// Sixteen hexadecimal digits that stand for `text`.
    public static func of(_ text: String) -> String {
        var copy = text
        return hexadecimal(
            copy.withUTF8 { bytes in unsafe XXH3_64bits(bytes.baseAddress, bytes.count) })
    }

    /// Sixteen hexadecimal digits that stand for `bytes`.
    public static func of(_ bytes: [UInt8]) -> String {
        // The array lives for the length of the call.
        hexadecimal(unsafe XXH3_64bits(bytes, bytes.count))
    }

    private static func hexadecimal(_ digest: UInt64) -> String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
