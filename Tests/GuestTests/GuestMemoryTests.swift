import Testing

@testable import Guest

@Suite struct GuestMemoryTests {
    private let spec = GuestSpec(memoryBytes: 40 << 20, zeroShare: 0.2, seed: 7)

    @Test func theFillIsAFunctionOfTheSeed() throws {
        func digest(_ seed: UInt64) throws -> UInt64 {
            var other = spec
            other.seed = seed
            let memory = try GuestMemory(other)
            try memory.fill(other)
            return try memory.digest()
        }
        let first = try digest(7)
        #expect(try digest(7) == first)
        #expect(try digest(8) != first)
    }

    /// In every 16 MiB piece, the last one being shorter, at its first and its last byte.
    @Test(arguments: [0, 4095, 4096, 8191, 8192, 10_239])
    func everyPageIsInTheDigest(_ page: Int) throws {
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let before = try memory.digest()
        for offset in [0, 4095] {
            let byte = unsafe (memory.address(ofPage: page) + offset)
                .assumingMemoryBound(to: UInt8.self)
            unsafe byte.pointee ^= 1
            #expect(try memory.digest() != before)
            unsafe byte.pointee ^= 1
        }
        #expect(try memory.digest() == before)
    }

    @Test func oneThreadOrManyMakeTheSame() throws {
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let content = PageContent(spec)
        let alone = try GuestMemory(spec)
        for page in 0..<spec.pageCount {
            unsafe content.write(page: page, to: alone.address(ofPage: page))
        }
        #expect(try alone.digest() == memory.digest())
    }

    @Test(arguments: 1...9)
    func parallelWorkCoversTheRangeOnce(_ count: Int) throws {
        let seen = DigestBox(count: count)
        try ParallelPages.run(count, name: "test") { range in
            for index in range { seen.set(UInt64(index + 1), at: index) }
        }
        let expected = DigestBox(count: count)
        for index in 0..<count { expected.set(UInt64(index + 1), at: index) }
        #expect(seen.combined() == expected.combined())
    }
}
