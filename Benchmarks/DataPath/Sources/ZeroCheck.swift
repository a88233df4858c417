internal import ArgumentParser
internal import Guest
internal import Platform

/// Checks resident zero pages for being zero.
///
/// Prints seconds and bytes.
struct ZeroCheck: ParsableCommand {
    @Argument(help: "memory in MiB") var mebibytes: Int

    func run() throws {
        let spec = GuestSpec(memoryBytes: mebibytes << 20, pages: .transparentHuge, zeroShare: 1)
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        var zero = 0
        let start = MonotonicTime.now
        for page in 0..<spec.pageCount where unsafe ZeroPage.isZero(memory.address(ofPage: page)) {
            zero += 1
        }
        let checked = MonotonicTime.now
        precondition(zero == spec.pageCount)
        print(checked.seconds(since: start), memory.byteCount)
    }
}
