/// `uniform`: any page with equal chance.
struct UniformPages: PageChoice {
    static let summary = "each write goes to any page with equal chance"

    private let pages: UInt64
    private let stream: UInt64

    init(_ spec: GuestSpec, vcpu: Int) {
        pages = UInt64(spec.pageCount)
        stream = spec.pageStream(vcpu: vcpu)
    }

    func page(_ index: UInt64) -> Int {
        Int(Mix.scale(Mix.random(stream: stream, index: index), to: pages))
    }
}
