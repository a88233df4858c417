public import Platform
internal import Synchronization

/// The dirty log: one bit a guest page, set by vCPUs and drained by the migration thread.
///
/// The order is what makes it correct. A vCPU stores to the page first and then sets the bit
/// with a releasing read-modify-write; the drain takes the word with an acquiring exchange and
/// reads the page afterwards. A bit is never tested before it is set: the test could be answered
/// from before the drain while the store still waits in the store buffer, and that write would be
/// lost.
///
/// Thread safety: any number of setters, one drainer. Cleanup: with the object.
@safe
public final class DirtyBitmap: @unchecked Sendable {
    private let mapping: MemoryMapping
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let wordCount: Int
    /// The number of pages it covers.
    public let pageCount: Int

    /// A clean log for `pageCount` pages.
    /// - Throws: ``SystemError`` when memory runs out.
    public init(pageCount: Int) throws(SystemError) {
        self.pageCount = pageCount
        wordCount = (pageCount + 63) / 64
        // Zero words are valid atomics: Atomic<UInt64> has the layout of UInt64.
        mapping = try MemoryMapping(byteCount: wordCount * 8, pages: .base)
        unsafe words = mapping.address.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Marks `page` dirty.
    ///
    /// The write it stands for must come before in program order.
    @inline(__always)
    public func set(_ page: Int) {
        unsafe words[page >> 6].bitwiseOr(1 << UInt64(page & 63), ordering: .releasing)
    }

    /// Whether `page` is marked.
    ///
    /// Only for tests and fault injection: the answer may be old.
    public func isSet(_ page: Int) -> Bool {
        unsafe words[page >> 6].load(ordering: .acquiring) & (1 << UInt64(page & 63)) != 0
    }

    /// Moves all marks to `pages` and clears them here.
    /// - Returns: the number of pages that were not in `pages` before.
    public func drain(into pages: PageSet) -> Int {
        precondition(pages.pageCount == pageCount)
        var added = 0
        for index in 0..<wordCount {
            // A plain load keeps the line shared where nothing happened.
            guard unsafe words[index].load(ordering: .relaxed) != 0 else { continue }
            let taken = unsafe words[index].exchange(0, ordering: .acquiring)
            added += pages.merge(taken, atWord: index)
        }
        return added
    }
}
