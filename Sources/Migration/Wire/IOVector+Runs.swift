internal import Guest
internal import Platform

extension IOVector {
    /// Appends the content of `runs` in guest memory.
    mutating func append(_ runs: [PageRun], of memory: GuestMemory) {
        for run in runs {
            unsafe append(
                memory.address(ofPage: Int(run.first)),
                byteCount: Int(run.count) * GuestSpec.pageBytes)
        }
    }
}
