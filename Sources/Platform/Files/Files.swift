internal import FoundationEssentials
internal import Glibc
public import SystemPackage

/// File calls that swift-system does not have, with errors that name the call.
public enum Files {
    /// Makes one folder, and those above it where they are missing.
    ///
    /// - Parameter forOwnerOnly: nobody else may look into those that are made.
    /// - Returns: false where the last folder is there already.
    public static func makeFolder(
        _ path: String, forOwnerOnly: Bool = false
    ) throws(SystemError) -> Bool {
        let mode: mode_t = forOwnerOnly ? 0o700 : 0o777
        let parent = FilePath(path).removingLastComponent()
        // The C string lives for the length of the call.
        if unsafe mkdir(path, mode) == 0 { return true }
        var code = errno
        if code == ENOENT, !parent.isEmpty, parent != FilePath(path) {
            _ = try makeFolder(parent.string, forOwnerOnly: forOwnerOnly)
            if unsafe mkdir(path, mode) == 0 { return true }
            code = errno
        }
        if code == EEXIST {
            if isFolder(path) { return false }
            code = ENOTDIR
        }
        throw SystemError("mkdir", code: code, doing: "making the folder \(path)")
    }

    /// Whether something has this name.
    public static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// Whether a folder has this name.
    public static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    /// Whether a device has this name, or the file that it leads to.
    public static func isDevice(_ path: String) -> Bool {
        type(of: path).map { [S_IFCHR, S_IFBLK].contains($0) } ?? false
    }

    /// Whether every user may write into a folder, and it is not mounted read-only.
    public static func isWritableByAll(_ folder: String) -> Bool {
        let isForAll = mode(of: folder).map { $0 & S_IFMT == S_IFDIR && $0 & S_IWOTH != 0 } ?? false
        return unsafe isForAll && access(folder, W_OK) == 0
    }

    /// What a name leads to: S_IFREG, S_IFIFO and the like of inode(7); nil where nothing is there.
    private static func type(of path: String) -> mode_t? { mode(of: path).map { $0 & S_IFMT } }

    private static func mode(of path: String) -> mode_t? {
        var facts = Glibc.stat()
        return unsafe stat(path, &facts) == 0 ? facts.st_mode : nil
    }

    /// Whether a folder can be read and has nothing in it.
    public static func isEmptyFolder(_ path: String) -> Bool {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).isEmpty
        } catch {
            return false
        }
    }

    /// Waits until a file's bytes are on the disk.
    ///
    /// Devices and pipes have nothing to wait for.
    public static func sync(_ file: FileDescriptor, _ path: String) throws(SystemError) {
        guard fsync(file.rawValue) != 0 else { return }
        let code = errno
        guard code != EINVAL, code != EROFS else { return }
        throw SystemError("fsync", code: code, doing: "writing \(path) to the disk")
    }

    /// Waits until the names in the folder of a file are on the disk.
    public static func syncFolder(of path: String) throws(SystemError) {
        let parent = FilePath(path).removingLastComponent()
        let folder = parent.isEmpty ? FilePath(".") : parent
        let file = try open(folder.string, .readOnly, [.directory, .closeOnExec])
        defer { close(file) }
        try sync(file, folder.string)
    }

    /// Opens a file; a new one can be written by its owner, and read by all or, where it is
    /// private, by its owner alone.
    public static func open(
        _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
        isPrivate: Bool = false
    ) throws(SystemError) -> FileDescriptor {
        do {
            return try FileDescriptor.open(
                FilePath(path), mode, options: options,
                permissions: isPrivate
                    ? .ownerReadWrite : [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw wrap(error, "open", "opening \(path)")
        }
    }

    /// Closes a file whose bytes were synced: nothing is left that could fail.
    public static func close(_ file: FileDescriptor) {
        do { try file.close() } catch { return }
    }

    /// Takes the lock of an open file without waiting.
    ///
    /// - Parameter isShared: whether others may have it too, who share it as well.
    /// - Returns: false where another open file has it. The lock goes with the file, so it never
    ///   outlives its process.
    public static func lock(
        _ file: FileDescriptor, _ path: String, isShared: Bool = false
    ) throws(SystemError) -> Bool {
        let kind = isShared ? LOCK_SH : LOCK_EX
        if flock(file.rawValue, kind | LOCK_NB) == 0 { return true }
        let code = errno
        if code == EWOULDBLOCK { return false }
        throw SystemError("flock", code: code, doing: "locking \(path)")
    }

    /// Gives the lock back and closes the file.
    ///
    /// Closing alone would leave the lock with a process that was forked at this moment and has
    /// not yet executed its program.
    public static func unlockAndClose(_ file: FileDescriptor) {
        _ = flock(file.rawValue, LOCK_UN)
        close(file)
    }

    /// The bytes of a file or a pipe; with a limit, reading stops soon after so many, so that
    /// endless files end too.
    public static func read(
        _ path: String, limit: Int = .max
    ) throws(SystemError) -> [UInt8] {
        let file = try open(path, .readOnly, [.closeOnExec])
        defer { close(file) }
        return try readAll(file, path, limit: limit)
    }

    /// All bytes of a newly opened file; none of one that has no size, as devices have not.
    public static func contents(
        of file: FileDescriptor, _ path: String
    ) throws(SystemError) -> [UInt8] {
        do {
            guard try file.seek(offset: 0, from: .end) > 0 else { return [] }
            try file.seek(offset: 0, from: .start)
        } catch {
            throw wrap(error, "lseek", "reading \(path)")
        }
        return try readAll(file, path)
    }

    /// The bytes from where an open file or a pipe stands to its end.
    private static func readAll(
        _ file: FileDescriptor, _ path: String, limit: Int = .max
    ) throws(SystemError) -> [UInt8] {
        do {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while bytes.count < limit {
                // The buffer is borrowed for one call, which writes within its bounds.
                let count = unsafe try buffer.withUnsafeMutableBytes {
                    unsafe try file.read(into: $0)
                }
                if count == 0 { break }
                bytes += buffer[..<count]
            }
            return bytes
        } catch {
            throw wrap(error, "read", "reading \(path)")
        }
    }

    /// Puts a whole file in place at once: a crash leaves the old one or the new one.
    ///
    /// A link stays, and the file that it leads to is put in place; a pipe or a device is written to.
    public static func replace(
        _ name: String, with bytes: [UInt8], isPrivate: Bool = false
    ) throws(SystemError) {
        let path = resolved(name)
        if let type = type(of: path), type != S_IFREG {
            return try write(path, bytes, [.closeOnExec], isPrivate: isPrivate)
        }
        let temporary = "\(path).new"
        do {
            try write(
                temporary, bytes, [.create, .truncate, .closeOnExec], isPrivate: isPrivate)
        } catch {
            // The C string lives for the length of the call; the first error is the one to tell.
            _ = unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, path) == 0 else {
            throw SystemError("rename", code: errno, doing: "putting \(path) in place")
        }
        try syncFolder(of: path)
    }

    /// Removes a file.
    public static func remove(_ path: String) throws(SystemError) {
        // The C string lives for the length of the call.
        guard unsafe unlink(path) == 0 else {
            throw SystemError("unlink", code: errno, doing: "removing \(path)")
        }
        try syncFolder(of: path)
    }

    /// Removes an empty folder.
    public static func removeFolder(_ path: String) throws(SystemError) {
        // The C string lives for the length of the call.
        guard unsafe rmdir(path) == 0 else {
            throw SystemError("rmdir", code: errno, doing: "removing the folder \(path)")
        }
    }

    /// Whether two names lead to the same place, through links or not.
    public static func isSame(_ one: String, _ other: String) -> Bool {
        resolved(one) == resolved(other)
    }

    /// What a name leads to; the name itself where nothing is there.
    private static func resolved(_ path: String) -> String {
        // The C strings live for the length of the call, and the answer is freed once.
        guard let found = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    /// Writes all bytes and waits until they are on the disk.
    private static func write(
        _ path: String, _ bytes: [UInt8], _ options: FileDescriptor.OpenOptions, isPrivate: Bool
    ) throws(SystemError) {
        let file = try open(path, .writeOnly, options, isPrivate: isPrivate)
        defer { close(file) }
        do {
            try file.writeAll(bytes)
        } catch {
            throw wrap(error, "write", "writing \(path)")
        }
        try sync(file, path)
    }

    /// A swift-system error with the call that it came from.
    public static func wrap(_ error: any Error, _ call: String, _ doing: String) -> SystemError {
        SystemError(call, code: (error as? Errno)?.rawValue ?? EIO, doing: doing)
    }
}
