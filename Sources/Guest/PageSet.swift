public import Platform

/// A run of adjacent guest pages.
public struct PageRun: Sendable, Hashable {
    /// The first page.
    public var first: UInt32
    /// The number of pages, at least 1.
    public var count: UInt32

    /// Names `count` pages from `first` on.
    public init(first: UInt32, count: UInt32) {
        self.first = first
        self.count = count
    }
}

/// The pages that the migration still has to send: a bitmap owned by one thread.
@safe
public final class PageSet {
    private let mapping: MemoryMapping
    private let words: UnsafeMutablePointer<UInt64>
    private let wordCount: Int
    /// The number of pages it covers.
    public let pageCount: Int
    /// The number of pages in the set.
    public private(set) var count = 0
    /// Where the next `take` begins to look: it walks memory upwards and wraps around.
    private var cursor = 0

    /// An empty set over `pageCount` pages.
    /// - Throws: ``SystemError`` when memory runs out.
    public init(pageCount: Int) throws(SystemError) {
        self.pageCount = pageCount
        wordCount = (pageCount + 63) / 64
        mapping = try MemoryMapping(byteCount: wordCount * 8, pages: .base)
        unsafe words = mapping.address.assumingMemoryBound(to: UInt64.self)
    }

    /// Puts every page in.
    public func insertAll() {
        for index in 0..<wordCount { unsafe words[index] = .max }
        let spare = wordCount * 64 - pageCount
        unsafe words[wordCount - 1] = .max >> UInt64(spare)
        count = pageCount
    }

    /// Whether `page` is in the set.
    public func contains(_ page: Int) -> Bool {
        unsafe words[page >> 6] & (1 << UInt64(page & 63)) != 0
    }

    /// Puts one page in.
    public func insert(_ page: Int) { _ = merge(1 << UInt64(page & 63), atWord: page >> 6) }

    /// Takes one page out.
    public func remove(_ page: Int) {
        guard contains(page) else { return }
        unsafe words[page >> 6] &= ~(1 << UInt64(page & 63))
        count -= 1
    }

    /// Adds the pages whose bits are set in `bits`, counted from page 64 x `index`.
    /// - Returns: how many of them were new.
    @inline(__always)
    func merge(_ bits: UInt64, atWord index: Int) -> Int {
        let old = unsafe words[index]
        unsafe words[index] = old | bits
        let added = (bits & ~old).nonzeroBitCount
        count += added
        return added
    }

    /// Takes up to `limit` pages out, in rising order from where the last call ended, and appends
    /// them to `runs` as runs of adjacent pages.
    /// - Returns: the number of pages taken; 0 when the set is empty.
    public func take(_ limit: Int, into runs: inout [PageRun]) -> Int {
        var taken = 0
        while taken < limit, count > 0 {
            guard let first = nextPage(from: cursor) ?? nextPage(from: 0) else { break }
            let length = takeRun(at: first, limit: limit - taken)
            if let last = runs.last, Int(last.first) + Int(last.count) == first {
                runs[runs.count - 1].count += UInt32(length)
            } else {
                runs.append(PageRun(first: UInt32(first), count: UInt32(length)))
            }
            taken += length
            cursor = first + length
        }
        return taken
    }

    private func nextPage(from start: Int) -> Int? {
        var index = start >> 6
        guard index < wordCount else { return nil }
        var bits = unsafe words[index] & (.max << UInt64(start & 63))
        while bits == 0 {
            index += 1
            if index == wordCount { return nil }
            bits = unsafe words[index]
        }
        return index << 6 + bits.trailingZeroBitCount
    }

    /// Clears the run of set bits that begins at `first`, up to `limit` pages; returns its length.
    private func takeRun(at first: Int, limit: Int) -> Int {
        var length = 0
        while length < limit {
            let page = first + length
            guard page < pageCount else { break }
            let bit = page & 63
            let ones = (~(unsafe words[page >> 6] >> UInt64(bit))).trailingZeroBitCount
            // Bits shifted in from the left are zeros, so a run never passes the word's end.
            let step = min(ones, limit - length, 64 - bit)
            if step == 0 { break }
            let mask: UInt64 = step == 64 ? .max : ((1 << UInt64(step)) - 1) << UInt64(bit)
            unsafe words[page >> 6] &= ~mask
            length += step
            if bit + step < 64 { break }
        }
        count -= length
        return length
    }
}
