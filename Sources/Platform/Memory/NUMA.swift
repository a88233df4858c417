internal import CNUMA
internal import Glibc

/// The nodes of memory of this host (NUMA), as far as this process may use them.
public enum NUMA {
    /// The numbers of the nodes that memory can be had from; none where the kernel knows no nodes.
    public static var nodes: CPUList {
        guard cnuma_is_available() != 0 else { return CPUList([]) }
        let most = numa_max_node()
        return CPUList((0...max(0, Int(most))).filter { cnuma_has_node(UInt32($0)) != 0 })
    }

    /// The CPUs of one of the ``nodes``.
    /// - Throws: ``SystemError`` where the kernel does not tell.
    public static func cpus(ofNode node: Int) throws(SystemError) -> CPUList {
        precondition(nodes.numbers.contains(node), "there is no node \(node)")
        var cpus = [Int32](repeating: 0, count: CPUList.limit)
        // The array is borrowed for one call, which writes as many as there is room for.
        let count = unsafe cnuma_cpus(Int32(node), &cpus, Int32(cpus.count))
        guard count >= 0 else {
            throw SystemError(
                "numa_node_to_cpus", code: errno, doing: "asking for the CPUs of node \(node)")
        }
        return CPUList(cpus[..<Int(count)].lazy.map(Int.init))
    }
}

/// What a look at pages of memory found.
public struct PagesByNode: Sendable, Hashable {
    /// Pages that were looked at and are there.
    public var looked: Int
    /// Those of them that are on another node than was asked.
    public var elsewhere: Int

    /// Puts counts together.
    public init(looked: Int = 0, elsewhere: Int = 0) {
        self.looked = looked
        self.elsewhere = elsewhere
    }
}

extension MemoryMapping {
    /// The most pages of a mapping that are looked at.
    static let mostPages = 1 << 16

    /// Takes all pages from one node, those that are there already too.
    ///
    /// A node that has no memory left is an error only when a page is touched, or the process's end by
    /// the kernel.
    /// - Throws: ``SystemError``: ENODEV where the process may have no memory of that node.
    public func bind(toNode node: Int) throws(SystemError) {
        let doing = "binding \(byteCount) bytes of memory to node \(node)"
        let nodes = NUMA.nodes
        guard nodes.numbers.contains(node) else {
            let has = nodes.isEmpty ? "knows no nodes" : "has nodes \(nodes)"
            throw SystemError("mbind", code: ENODEV, doing: "\(doing), of a host that \(has)")
        }
        guard unsafe cnuma_bind(address, UInt(byteCount), UInt32(node)) == 0 else {
            throw SystemError("mbind", code: errno, doing: doing)
        }
    }

    /// Looks on which node pages are: all of a small mapping, evenly spread ones of a large.
    /// - Throws: ``SystemError`` where the kernel does not tell.
    public func pages(besidesNode node: Int) throws(SystemError) -> PagesByNode {
        let pageBytes = 4096
        let count = byteCount / pageBytes
        let looked = min(count, Self.mostPages)
        var pages = unsafe (0..<looked).map { index -> UnsafeMutableRawPointer? in
            unsafe address + count * index / looked * pageBytes
        }
        var nodes = [Int32](repeating: 0, count: looked)
        // Both arrays are borrowed for one call.
        guard unsafe cnuma_nodes_of_pages(&pages, &nodes, UInt(looked)) == 0 else {
            throw SystemError(
                "move_pages", code: errno, doing: "asking on which node memory is")
        }
        // A negative number is an error of that page: one that was never touched is nowhere.
        let found = nodes.filter { $0 >= 0 }
        return PagesByNode(looked: found.count, elsewhere: found.count { $0 != Int32(node) })
    }
}
