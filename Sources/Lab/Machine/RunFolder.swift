internal import FoundationEssentials
internal import Platform
internal import SystemPackage

/// The folder of a lab's sockets, held by a lock as long as the lab's process lives.
final class RunFolder {
    let path: String
    /// Whether its name is its own, so that it goes with the lab.
    let isOwn: Bool
    private let lock: FileDescriptor

    /// Makes the folder; without a name one of its own, after those of dead processes are removed.
    init(cache: LabCache, folder: String?) throws(LabError) {
        isOwn = folder == nil
        if isOwn { Self.sweep(cache.runs) { _ in true } }
        path = folder ?? "\(cache.runs)/\(ThisProcess.id)-\(UInt16.random(in: 0...UInt16.max))"
        try cache.make(path)
        let longest = "\(path)/destination.0"
        guard longest.utf8.count <= ByteChannel.longestSocketPath else {
            throw .refused(
                "\(path): too long for the path of a socket",
                remedy: "name a shorter folder: XDG_CACHE_HOME=FOLDER")
        }
        guard let lock = try Self.lock(path) else {
            throw .refused(
                "a lab runs in \(path) already", remedy: "bench lab status, bench lab down")
        }
        self.lock = lock
        if !isOwn { empty() }
    }

    /// Removes what a killed process left in a folder whose name is used again.
    private func empty() {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: path)
            where name != "lock" { LabCache.remove("\(path)/\(name)") }
        } catch { return }
    }

    /// Whether a process holds the folder.
    static func isHeld(_ path: String) throws(LabError) -> Bool {
        guard Files.exists("\(path)/lock") else { return false }
        guard let lock = try lock(path) else { return true }
        Files.unlockAndClose(lock)
        return false
    }

    /// Gives the lock back and removes the folder.
    func remove() {
        LabCache.remove(path)
        Files.unlockAndClose(lock)
    }

    /// The lock of a folder; nil where a process has it.
    static func lock(_ path: String) throws(LabError) -> FileDescriptor? {
        do {
            let file = try Files.open("\(path)/lock", .readWrite, [.create, .closeOnExec])
            if try Files.lock(file, path) { return file }
            Files.close(file)
            return nil
        } catch { throw .system(error) }
    }

    /// Removes what killed processes left: folders in `parent` that nobody holds.
    static func sweep(_ parent: String, where isSwept: (String) -> Bool) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: parent)
            where isSwept(name) {
                let path = "\(parent)/\(name)"
                guard let lock = try lock(path) else { continue }
                LabCache.remove(path)
                Files.unlockAndClose(lock)
            }
        } catch { return }
    }
}
