public import Platform

/// The memory of one guest, as an address and a size.
///
/// vCPUs write it all the time, so no span and no reference over it is ever made: what passes
/// between modules is a page number or an address with a length. Unchecked Sendable for that
/// reason: sharing it is the point, and the dirty log is what makes the sharing correct.
///
/// Cleanup: the memory goes back when the last reference goes.
@safe
public final class GuestMemory: @unchecked Sendable {
    /// The most guest pages: page numbers travel as 32 bits (16 TiB).
    public static let maximumPages = Int(UInt32.max)

    private let mapping: MemoryMapping
    /// The number of guest pages.
    public let pageCount: Int

    /// The NUMA node that all of it is taken from; nil where it comes from wherever it is touched.
    public let node: Int?

    /// Maps memory for the guest that `spec` describes; nothing is touched yet.
    /// - Parameter node: the NUMA node to take it from.
    /// - Throws: ``SystemError`` when the kernel refuses, ENODEV where there is no such node.
    public init(_ spec: GuestSpec, node: Int? = nil) throws(SystemError) {
        precondition((1...Self.maximumPages).contains(spec.pageCount), "guest size out of range")
        mapping = try MemoryMapping(byteCount: spec.memoryBytes, pages: spec.pages.mappingPages)
        pageCount = spec.pageCount
        self.node = node
        if let node { try mapping.bind(toNode: node) }
    }

    /// How many pages are on another node than ``node``, of those that are looked at and were touched.
    ///
    /// Of memory that is bound to none, none is looked at.
    /// - Throws: ``SystemError`` where the kernel does not tell.
    public func pagesElsewhere() throws(SystemError) -> PagesByNode {
        guard let node else { return PagesByNode() }
        return try mapping.pages(besidesNode: node)
    }

    /// Size in bytes.
    public var byteCount: Int { mapping.byteCount }

    /// The first byte of page `page`.
    ///
    /// Valid as long as this object lives.
    public func address(ofPage page: Int) -> UnsafeMutableRawPointer {
        unsafe mapping.address + page * GuestSpec.pageBytes
    }

    /// Takes all page faults now.
    /// - Throws: ``SystemError`` when memory runs out.
    public func populate() throws(SystemError) { try mapping.populate() }

    /// Fills all pages as `spec` says, on one thread for each CPU of the host up to eight.
    /// - Throws: ``SystemError`` when a thread cannot be made.
    public func fill(_ spec: GuestSpec) throws(SystemError) {
        let content = PageContent(spec)
        try ParallelPages.run(pageCount, name: "fill") { pages in
            for page in pages { unsafe content.write(page: page, to: self.address(ofPage: page)) }
        }
    }

    /// A digest of all memory: XXH3 of the digests of its 16 MiB pieces.
    ///
    /// The guest must be stopped.
    /// - Throws: ``SystemError`` when a thread cannot be made.
    public func digest() throws(SystemError) -> UInt64 {
        let piece = 4096
        let pieces = (pageCount + piece - 1) / piece
        let digests = DigestBox(count: pieces)
        try ParallelPages.run(pieces, name: "digest") { range in
            for index in range {
                let first = index * piece
                let count = min(piece, self.pageCount - first)
                let digest = unsafe MemoryDigest.of(
                    self.address(ofPage: first), byteCount: count * GuestSpec.pageBytes)
                digests.set(digest, at: index)
            }
        }
        return digests.combined()
    }
}

extension PageBacking {
    var mappingPages: MemoryMapping.Pages {
        switch self {
        case .base: .base
        case .transparentHuge: .transparentHuge
        case .huge2MiB: .huge2MiB
        }
    }
}
