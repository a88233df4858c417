internal import Glibc
internal import SystemPackage

/// A lock of this host that processes of all users may take, with words of whoever has it.
///
/// It is the kernel's (flock(2)) and goes with the process that has it, whatever becomes of that: a
/// file that is left behind locks nothing.
///
/// Thread safety: all calls from any thread.
public final class SharedLock: Sendable {
    private let file: FileDescriptor

    private init(_ file: FileDescriptor) { self.file = file }

    deinit { Files.unlockAndClose(file) }

    /// What became of an attempt.
    public enum Outcome: Sendable {
        /// It is held for as long as the lock lives.
        case taken(SharedLock)
        /// Another process has it; what that one wrote.
        case held([UInt8])
    }

    /// Takes the lock without waiting, and leaves `words` for others to read.
    ///
    /// - Parameter limit: how many bytes of somebody else's words are read.
    /// - Throws: ``SystemError``.
    public static func take(
        _ path: String, words: [UInt8], limit: Int
    ) throws(SystemError) -> Outcome {
        let file = try open(path)
        do throws(SystemError) {
            guard try lock(file, path) else {
                let words = try Files.read(path, limit: limit)
                Files.unlockAndClose(file)
                return .held(Array(words.prefix(limit)))
            }
            try write(words, to: file, path)
            return .taken(SharedLock(file))
        } catch {
            Files.close(file)
            throw error
        }
    }

    /// For so long others may be looking whether anybody has the lock, one after the other, in seconds.
    private static let looksSeconds = 1.0

    /// Takes the lock of an open file; false where another process has it.
    ///
    /// Who only looks has its share of it for a moment: that is waited for.
    private static func lock(
        _ file: FileDescriptor, _ path: String
    ) throws(SystemError) -> Bool {
        let deadline = Deadline.after(seconds: looksSeconds)
        while try !Files.lock(file, path) {
            // Beside a process that has it there is no share to be had.
            guard try Files.lock(file, path, isShared: true), !deadline.hasPassed else {
                return false
            }
            MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
        }
        return true
    }

    /// What the holder of the lock wrote; nil where nobody has it.
    ///
    /// Nobody who takes it meanwhile is refused for the look.
    /// - Throws: ``SystemError``.
    public static func holder(_ path: String, limit: Int) throws(SystemError) -> [UInt8]? {
        guard Files.exists(path) else { return nil }
        let file = try open(path)
        if try Files.lock(file, path, isShared: true) {
            Files.unlockAndClose(file)
            return nil
        }
        Files.close(file)
        return Array(try Files.read(path, limit: limit).prefix(limit))
    }

    /// Opens the file, or makes one that everybody may open.
    ///
    /// What is there is opened without O_CREAT: the kernel refuses that for files of others in a
    /// folder that is everybody's (fs.protected_regular). Links are not followed.
    private static func open(_ path: String) throws(SystemError) -> FileDescriptor {
        let options: FileDescriptor.OpenOptions = [.closeOnExec, .noFollow]
        do { return try Files.open(path, .readWrite, options) } catch {
            guard error.code == ENOENT else { throw error }
        }
        do throws(SystemError) {
            let file = try Files.open(path, .readWrite, options.union([.create, .exclusiveCreate]))
            // The umask is not asked: other users are to take it too.
            guard fchmod(file.rawValue, 0o666) == 0 else {
                let code = errno
                Files.close(file)
                throw SystemError("fchmod", code: code, doing: "sharing \(path)")
            }
            return file
        } catch {
            // Somebody else was faster.
            guard error.code == EEXIST else { throw error }
            return try Files.open(path, .readWrite, options)
        }
    }

    private static func write(
        _ words: [UInt8], to file: FileDescriptor, _ path: String
    ) throws(SystemError) {
        guard ftruncate(file.rawValue, 0) == 0 else {
            throw SystemError("ftruncate", code: errno, doing: "writing \(path)")
        }
        do { try file.writeAll(toAbsoluteOffset: 0, words) } catch {
            throw Files.wrap(error, "pwrite", "writing \(path)")
        }
    }
}
