internal import CLinux

/// Looks whether memory holds nothing but zeros.
public enum ZeroBytes {
    /// How far ahead of the reading memory is fetched, in bytes.
    ///
    /// The processor's own fetching ahead begins anew with each 4 KiB. Of 1024, 2048 and 4096 this did
    /// best on an AMD EPYC: 11 % and more over none.
    private static let ahead = 1024

    /// Whether `count` bytes at `address`, both multiples of 128, are all zero.
    ///
    /// The first word is looked at alone: it settles most memory with content. Then sixteen words
    /// a step are ORed together, which the compiler turns into vector loads. Others may write meanwhile.
    public static func fill(_ address: UnsafeRawPointer, count: Int) -> Bool {
        let words = unsafe address.assumingMemoryBound(to: UInt64.self)
        if unsafe words[0] != 0 { return false }
        var index = 0
        while index < count / 8 {
            let w = unsafe words + index
            // Two cache lines. Past the end there may be no memory: a fetch does nothing then.
            unsafe linux_prefetch(UnsafeRawPointer(w) + ahead)
            unsafe linux_prefetch(UnsafeRawPointer(w) + ahead + 64)
            let a = unsafe w[0] | w[1] | w[2] | w[3]
            let b = unsafe w[4] | w[5] | w[6] | w[7]
            let c = unsafe w[8] | w[9] | w[10] | w[11]
            let d = unsafe w[12] | w[13] | w[14] | w[15]
            if a | b | c | d != 0 { return false }
            index += 16
        }
        return true
    }
}
