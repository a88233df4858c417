internal import Platform

/// Zero-page detection.
public enum ZeroPage {
    /// Whether the 4 KiB at `address` are all zero.
    ///
    /// A vCPU may write meanwhile; the page is then dirty again and is looked at once more.
    public static func isZero(_ address: UnsafeRawPointer) -> Bool {
        unsafe ZeroBytes.fill(address, count: GuestSpec.pageBytes)
    }
}
