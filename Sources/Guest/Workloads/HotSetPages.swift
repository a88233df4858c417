/// `hotset`: most operations go to a working set at the start of memory, the rest anywhere.
struct HotSetPages: PageChoice {
    static let summary = "most writes go to a working set, the rest anywhere"

    private let pages: UInt64
    private let hotPages: UInt64
    private let hotThreshold: UInt64
    private let stream: UInt64

    init(_ spec: GuestSpec, vcpu: Int) {
        pages = UInt64(spec.pageCount)
        let hot = max(1, spec.workload.workingSetBytes / GuestSpec.pageBytes)
        hotPages = min(pages, UInt64(hot))
        hotThreshold = Mix.threshold(spec.workload.hotShare)
        stream = spec.pageStream(vcpu: vcpu)
    }

    func page(_ index: UInt64) -> Int {
        let choice = Mix.random(stream: stream, index: index)
        // A number of its own for the page, so that it does not depend on the choice.
        let word = Mix.finalise(choice ^ Mix.increment)
        return Int(Mix.scale(word, to: choice < hotThreshold ? hotPages : pages))
    }
}
