internal import Guest
internal import Platform

/// Guest memory that is not where it was asked to be.
struct MisplacedMemory: Error, CustomStringConvertible {
    let node: Int
    let pages: PagesByNode

    var description: String {
        """
        \(pages.elsewhere) of \(pages.looked) pages of guest memory are not on NUMA node \(node), to \
        which they are bound
        """
    }
}

extension Placement {
    /// Puts it in force for the threads of the migration that follows.
    /// - Throws: ``AffinityError`` where a CPU is not there or not allowed.
    func begin() throws {
        let lists: [ThreadRole: CPUList?] = [
            .vcpu: vcpu, .migration: migration, .channel: channel,
        ]
        try ThreadPlacement.begin(lists.compactMapValues(\.self))
    }

    /// This placement, once it was looked where the guest's pages are.
    ///
    /// Threads were looked at when it began.
    /// - Throws: ``MisplacedMemory``, or ``SystemError`` where the kernel does not tell.
    func checked(_ memory: GuestMemory) throws -> Placement {
        let pages = try memory.pagesElsewhere()
        if let node = memory.node, pages.elsewhere > 0 {
            throw MisplacedMemory(node: node, pages: pages)
        }
        return self
    }
}
