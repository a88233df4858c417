internal import Synchronization

/// What one operation does to memory.
///
/// It updates one word in each half of one page, so that a page of which only a part arrived is
/// seen. Each vCPU has its own two words in every page, so writes of different vCPUs commute.
/// The new word depends on the old one by a bijection: a write that was lost once can never be
/// hidden by a later one.
struct Operation: Sendable {
    /// Offset of the second word: the vCPUs' words fill both halves at most.
    static let secondHalf = GuestSpec.pageBytes / 2

    private let memory: GuestMemory
    private let pattern: PagePattern
    private let values: UInt64
    private let offset: Int

    /// The operations of one vCPU; nil when the workload writes nothing.
    init?(_ spec: GuestSpec, vcpu: Int, memory: GuestMemory) {
        guard let pattern = PagePattern(spec, vcpu: vcpu) else { return nil }
        self.memory = memory
        self.pattern = pattern
        values = Mix.stream(seed: spec.seed, part: 0x7661_6C00 + UInt64(vcpu))
        offset = vcpu * 8
    }

    /// The page that operation `index` writes.
    @inline(__always)
    func page(_ index: UInt64) -> Int { pattern.page(index) }

    /// Does operation `index` on its page.
    @inline(__always)
    func write(_ index: UInt64, page: Int) {
        let value = Mix.random(stream: values, index: index)
        let first = unsafe memory.address(ofPage: page) + offset
        unsafe update(first, value)
        unsafe update(first + Self.secondHalf, value)
    }

    /// One vCPU alone writes this word; the migration thread may read it meanwhile, therefore
    /// the atomic accesses (plain moves on x86-64 and arm64).
    @inline(__always)
    private func update(_ address: UnsafeMutableRawPointer, _ value: UInt64) {
        let word = unsafe address.assumingMemoryBound(to: Atomic<UInt64>.self)
        let old = unsafe word.pointee.load(ordering: .relaxed)
        let new = ((old << 5) | (old >> 59)) ^ value
        unsafe word.pointee.store(new, ordering: .relaxed)
    }
}
