/// Pages that a process has written, one after the other in its memory.
public struct WrittenPages: Sendable, Hashable {
    /// Page numbers: addresses divided by ``pageBytes``.
    public let pages: Range<UInt64>
    /// Whether they are a file's or shared memory's, and no private copies.
    public let isShared: Bool

    /// The size of a page in bytes, as the processors with these calls have it.
    public static let pageBytes: UInt64 = 4096

    /// Names pages.
    public init(pages: Range<UInt64>, isShared: Bool) {
        self.pages = pages
        self.isShared = isShared
    }
}
