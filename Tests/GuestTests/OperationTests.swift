import Testing

@testable import Guest

@Suite struct OperationTests {
    private func spec(vcpus: Int) -> GuestSpec {
        GuestSpec(
            memoryBytes: 16 * 4096, vcpus: vcpus,
            workload: WorkloadSpec(kind: .uniform), seed: 5)
    }

    private func words(_ memory: GuestMemory, page: Int) -> [UInt64] {
        let words = unsafe memory.address(ofPage: page).assumingMemoryBound(to: UInt64.self)
        return (0..<512).map { unsafe words[$0] }
    }

    @Test(arguments: [0, 1, 255])
    func oneWordOfEachHalfIsTheVCPUs(_ vcpu: Int) throws {
        let spec = spec(vcpus: GuestSpec.maximumVCPUs)
        let memory = try GuestMemory(spec)
        try #require(Operation(spec, vcpu: vcpu, memory: memory)).write(0, page: 3)
        let words = words(memory, page: 3)
        #expect(words.indices.filter { words[$0] != 0 } == [vcpu, 256 + vcpu])
        for page in 0..<16 where page != 3 {
            #expect(unsafe ZeroPage.isZero(memory.address(ofPage: page)))
        }
    }

    /// So a replay may do one vCPU after the other.
    @Test func writesOfDifferentVCPUsCommute() throws {
        let spec = spec(vcpus: 3)
        let mixed = try GuestMemory(spec)
        let ordered = try GuestMemory(spec)
        func write(_ memory: GuestMemory, _ vcpu: Int, _ index: UInt64) throws {
            let operation = try #require(Operation(spec, vcpu: vcpu, memory: memory))
            operation.write(index, page: operation.page(index))
        }
        for index in 0..<UInt64(500) { for vcpu in [2, 0, 1] { try write(mixed, vcpu, index) } }
        for vcpu in 0..<3 { for index in 0..<UInt64(500) { try write(ordered, vcpu, index) } }
        #expect(try mixed.digest() == ordered.digest())
    }

    /// A write that was lost shows in the end, however many follow on the same page.
    @Test func noLaterWriteHidesALostOne() throws {
        let spec = spec(vcpus: 1)
        let whole = try GuestMemory(spec)
        let operation = try #require(Operation(spec, vcpu: 0, memory: whole))
        for index in 0..<UInt64(200) { operation.write(index, page: 0) }
        let digest = try whole.digest()
        for lost in 0..<UInt64(200) {
            let memory = try GuestMemory(spec)
            let operation = try #require(Operation(spec, vcpu: 0, memory: memory))
            for index in 0..<UInt64(200) where index != lost { operation.write(index, page: 0) }
            #expect(try memory.digest() != digest)
        }
    }
}
