/// `sequential`: the vCPUs walk through memory together, page after page, again and again.
struct SequentialPages: PageChoice {
    static let summary = "the vCPUs walk through memory together, page after page"

    private let pages: UInt64
    private let vcpus: UInt64
    private let vcpu: UInt64

    init(_ spec: GuestSpec, vcpu: Int) {
        pages = UInt64(spec.pageCount)
        vcpus = UInt64(spec.vcpus)
        self.vcpu = UInt64(vcpu)
    }

    func page(_ index: UInt64) -> Int { Int((index &* vcpus &+ vcpu) % pages) }
}
