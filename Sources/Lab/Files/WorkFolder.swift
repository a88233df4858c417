internal import Platform
internal import SystemPackage

/// A folder for what is not whole yet, `.new-ID` beside what becomes of it.
///
/// It is held by a lock as long as its process lives: what killed processes left there goes when
/// the next one begins. Cleanup: `remove()`.
struct WorkFolder {
    let path: String
    private let lock: FileDescriptor

    private static let prefix = ".new-"

    /// Makes one in `parent`, which exists.
    init(in parent: String, _ cache: LabCache) throws(LabError) {
        RunFolder.sweep(parent) { $0.hasPrefix(Self.prefix) }
        path = "\(parent)/\(Self.prefix)\(ThisProcess.id)-\(UInt16.random(in: 0...UInt16.max))"
        try cache.make(path)
        guard let lock = try RunFolder.lock(path) else {
            throw .refused(
                "\(path): another process has taken it for left over", remedy: "try again")
        }
        self.lock = lock
    }

    /// Removes it with all that is in it.
    func remove() {
        LabCache.remove(path)
        Files.unlockAndClose(lock)
    }
}
