/// `replay`: the pages of a trace in its order, dealt to the vCPUs in turn, again and again.
///
/// Page p of the trace is page p of the guest, modulo its pages: neighbours stay neighbours, and a guest
/// that has room leaves the rest of its memory alone. To scale would pull runs apart or make one page
/// of several.
struct ReplayPages: PageChoice {
    static let summary = "the pages that a real program dirtied, as a trace has them"

    private let trace: [UInt32]
    private let pages: UInt32
    private let vcpus: UInt64
    private let vcpu: UInt64

    init(_ spec: GuestSpec, vcpu: Int) {
        guard let trace = spec.workload.trace else {
            preconditionFailure("a replay without a trace is refused when it is read")
        }
        self.trace = trace.pages
        // Guests end just below 16 TiB.
        pages = UInt32(spec.pageCount)
        vcpus = UInt64(spec.vcpus)
        self.vcpu = UInt64(vcpu)
    }

    @inline(__always)
    func page(_ index: UInt64) -> Int {
        let page = trace[Int((index &* vcpus &+ vcpu) % UInt64(trace.count))]
        return Int(page < pages ? page : page % pages)
    }
}
