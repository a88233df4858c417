/// One way of choosing the page that an operation writes: a pure function of (seed, vCPU, i), in
/// integers only, so that two hosts with different maths libraries agree.
protocol PageChoice: Sendable {
    /// One line for `bench list workloads`.
    static var summary: String { get }
    /// Prepares the pattern of one vCPU.
    init(_ spec: GuestSpec, vcpu: Int)
    /// The page that operation `index` writes, 0 to the number of pages - 1.
    func page(_ index: UInt64) -> Int
}

/// The pattern of one vCPU: the one place where workloads are told apart on the hot path.
enum PagePattern: Sendable {
    case uniform(UniformPages)
    case hotset(HotSetPages)
    case zipf(ZipfPages)
    case sequential(SequentialPages)
    case replay(ReplayPages)

    /// The pattern of a vCPU; nil when it writes nothing.
    init?(_ spec: GuestSpec, vcpu: Int) {
        switch spec.workload.kind {
        case .idle: return nil
        case .uniform: self = .uniform(UniformPages(spec, vcpu: vcpu))
        case .hotset: self = .hotset(HotSetPages(spec, vcpu: vcpu))
        case .zipf: self = .zipf(ZipfPages(spec, vcpu: vcpu))
        case .sequential: self = .sequential(SequentialPages(spec, vcpu: vcpu))
        case .replay: self = .replay(ReplayPages(spec, vcpu: vcpu))
        }
    }

    /// The page that operation `index` writes.
    @inline(__always)
    func page(_ index: UInt64) -> Int {
        switch self {
        case .uniform(let pages): pages.page(index)
        case .hotset(let pages): pages.page(index)
        case .zipf(let pages): pages.page(index)
        case .sequential(let pages): pages.page(index)
        case .replay(let pages): pages.page(index)
        }
    }
}

extension GuestSpec {
    /// The stream of random numbers that the operations of `vcpu` draw pages from.
    func pageStream(vcpu: Int) -> UInt64 {
        Mix.stream(seed: seed, part: 0x6F70_0000 + UInt64(vcpu))
    }
}
