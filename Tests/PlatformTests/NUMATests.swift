import Platform
import Testing

/// Every Linux has a node 0, unless it was built without NUMA.
@Suite struct NUMATests {
    private func nodes() throws -> CPUList {
        let nodes = NUMA.nodes
        if nodes.isEmpty { try Test.cancel("the kernel knows no nodes of memory") }
        return nodes
    }

    @Test func nodesHaveTheHostsCPUs() throws {
        let nodes = try nodes()
        let near = try nodes.numbers.flatMap { try NUMA.cpus(ofNode: $0).numbers }
        // No CPU is near two nodes, and those that this thread may use are near one.
        #expect(Set(near).count == near.count)
        #expect(try CurrentThread.affinity().subtracting(CPUList(near)).isEmpty)
    }

    /// Bound before it is touched, and after.
    @Test(arguments: [true, false])
    func boundPagesAreThere(isBoundFirst: Bool) throws {
        let node = try #require(try nodes().numbers.last)
        let memory = try MemoryMapping(byteCount: 8 << 20)
        if isBoundFirst { try memory.bind(toNode: node) }
        let untouched = try memory.pages(besidesNode: node)
        #expect(untouched == PagesByNode(looked: 0, elsewhere: 0))
        try memory.populate()
        if !isBoundFirst { try memory.bind(toNode: node) }
        #expect(try memory.pages(besidesNode: node) == PagesByNode(looked: 2048, elsewhere: 0))
        // Of another node all of them are elsewhere.
        #expect(
            try memory.pages(besidesNode: node + 1) == PagesByNode(looked: 2048, elsewhere: 2048))
        memory.close()
    }

    @Test func ofALargeMappingSomeAreLookedAt() throws {
        let node = try #require(try nodes().numbers.last)
        let memory = try MemoryMapping(byteCount: 512 << 20)
        // The first page is always one of those.
        unsafe memory.address.storeBytes(of: 1, toByteOffset: 0, as: UInt8.self)
        try memory.bind(toNode: node)
        #expect(try memory.pages(besidesNode: node) == PagesByNode(looked: 1, elsewhere: 0))
        memory.close()
    }

    @Test func aNodeThatIsNotThereIsRefused() throws {
        let nodes = try nodes()
        let memory = try MemoryMapping(byteCount: 1 << 20)
        let error = #expect(throws: SystemError.self) { try memory.bind(toNode: 1023) }
        #expect(
            error?.description.contains("to node 1023, of a host that has nodes \(nodes)") == true)
        memory.close()
    }
}
