public import FoundationEssentials
internal import Platform

/// Where the lab keeps what takes long to get: kernels and the machines' file system.
///
///     migration-bench/lab/kernel/VERSION/vmlinuz, modules/, order
///     migration-bench/lab/image/DIGEST.cpio
///     migration-bench/lab/run/ID/        sockets of running machines
///     migration-bench/lab/up/            the pair of `bench lab up`
public struct LabCache: Sendable, Hashable {
    /// The cache's folder.
    public let root: String

    /// A cache in `root`, which is made when it is first used.
    public init(root: String) { self.root = root }

    /// The user's cache: XDG_CACHE_HOME, or `.cache` in the home folder.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let base: String
        if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
            base = folder
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            base = "\(home)/.cache"
        } else {
            base = FileManager.default.temporaryDirectory.path
        }
        root = "\(base)/migration-bench/lab"
    }

    var kernels: String { "\(root)/kernel" }
    var images: String { "\(root)/image" }
    var runs: String { "\(root)/run" }
    /// The folder of the pair that `bench lab up` keeps.
    public var up: String { "\(root)/up" }

    /// Makes `folder` for the user alone.
    func make(_ folder: String) throws(LabError) {
        do { _ = try Files.makeFolder(folder, forOwnerOnly: true) } catch {
            throw .refused(
                "cannot make the folder \(folder): \(SystemError.text(for: error.code))",
                remedy: "name another one: XDG_CACHE_HOME=FOLDER")
        }
    }

    /// Makes sure that `folder`, which exists, has room for `bytes`.
    func checkSpace(_ folder: String, bytes: Int) throws(LabError) {
        let free: Int
        do {
            let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
            guard let size = attributes[.systemFreeSize] as? UInt64 else { return }
            free = Int(clamping: size)
        } catch {
            // Where the room cannot be told, writing will tell.
            return
        }
        if free < bytes { throw .noSpace(folder: folder, needed: bytes, free: free) }
    }

    /// Removes a file or a folder; one that is not there is fine.
    static func remove(_ path: String) {
        do { try FileManager.default.removeItem(atPath: path) } catch { return }
    }
}
