/// Zero-page detection.
public enum ZeroPage {
    /// Whether the 4 KiB at `address` are all zero.
    ///
    /// The first word is looked at alone: it settles most pages with content. Then sixteen words
    /// a step are ORed together, which the compiler turns into vector loads. A vCPU may write
    /// meanwhile; the page is then dirty again and is looked at once more.
    public static func isZero(_ address: UnsafeRawPointer) -> Bool {
        let words = unsafe address.assumingMemoryBound(to: UInt64.self)
        if unsafe words[0] != 0 { return false }
        var index = 0
        while index < GuestSpec.pageBytes / 8 {
            let w = unsafe words + index
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
