import Platform
import Testing

@testable import Guest

@Suite struct PageContentTests {
    private func words(_ content: PageContent, page: Int) throws -> [UInt64] {
        let memory = try MemoryMapping(byteCount: 4096)
        unsafe content.write(page: page, to: memory.address)
        let words = unsafe memory.address.assumingMemoryBound(to: UInt64.self)
        return (0..<512).map { unsafe words[$0] }
    }

    /// Within six deviations of the binomial distribution.
    @Test(arguments: [0, 0.01, 0.3, 0.75, 1])
    func theZeroShareIsKept(_ share: Double) throws {
        let content = PageContent(GuestSpec(memoryBytes: 4096, zeroShare: share, seed: 3))
        let count = 100_000
        let zeros = (0..<count).count { content.isZero(page: $0) }
        let deviation = (Double(count) * share * (1 - share)).squareRoot()
        #expect(abs(Double(zeros) - Double(count) * share) <= 6 * deviation)
        for page in 0..<50 {
            let isZero = try words(content, page: page).allSatisfy { $0 == 0 }
            #expect(isZero == content.isZero(page: page))
        }
    }

    /// A page that held something else becomes zero, too: fresh and used memory end up the same.
    @Test func zeroPagesAreWritten() throws {
        let content = PageContent(GuestSpec(memoryBytes: 4096, zeroShare: 1))
        let memory = try MemoryMapping(byteCount: 4096)
        unsafe memory.address.initializeMemory(as: UInt8.self, repeating: 7, count: 4096)
        unsafe content.write(page: 0, to: memory.address)
        #expect(unsafe ZeroPage.isZero(memory.address))
    }

    @Test(arguments: [(0, 512), (0.25, 384), (0.5, 256), (1, 0)] as [(Double, Int)])
    func theCompressibleShareRepeatsOneByte(_ share: Double, _ random: Int) throws {
        let content = PageContent(GuestSpec(memoryBytes: 4096, compressibleShare: share))
        for page in [0, 1, 254, 255, 256, 70_000] {
            let words = try words(content, page: page)
            #expect(Set(words[..<random]).count == random)
            let filler = words[random...]
            #expect(Set(filler).count == (random == 512 ? 0 : 1))
            for word in filler {
                #expect(word != 0 && word == (word & 0xFF) &* 0x0101_0101_0101_0101)
            }
        }
    }

    @Test func pagesAndSeedsDiffer() throws {
        let first = PageContent(GuestSpec(memoryBytes: 4096, seed: 1))
        let second = PageContent(GuestSpec(memoryBytes: 4096, seed: 2))
        let pages = try [words(first, page: 0), words(first, page: 1), words(second, page: 0)]
        #expect(Set(pages).count == 3)
        #expect(try words(first, page: 1) == pages[1])
    }
}

@Suite struct ZeroPageTests {
    @Test func oneByteAnywhereIsSeen() throws {
        let memory = try MemoryMapping(byteCount: 3 * 4096)
        // Neighbours with content, so that looking too far is seen.
        unsafe memory.address.initializeMemory(as: UInt8.self, repeating: 0xFF, count: 3 * 4096)
        let page = unsafe memory.address + 4096
        unsafe page.initializeMemory(as: UInt8.self, repeating: 0, count: 4096)
        #expect(unsafe ZeroPage.isZero(page))
        for position in 0..<4096 {
            unsafe page.storeBytes(of: 1 << (position % 8), toByteOffset: position, as: UInt8.self)
            #expect(unsafe !ZeroPage.isZero(page), "byte \(position)")
            unsafe page.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
        }
        #expect(unsafe ZeroPage.isZero(page))
    }
}
