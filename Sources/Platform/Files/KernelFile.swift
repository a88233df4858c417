internal import SystemPackage

/// A file of `/proc` or `/sys` that is read again and again: it stays open, so that a look costs
/// one system call and what the kernel does to answer it.
///
/// Thread safety: any thread may read. Cleanup: the file is closed with its object.
public final class KernelFile: Sendable {
    private let file: FileDescriptor

    /// Opens the file.
    /// - Throws: ``SystemError`` where it cannot be opened.
    public init(_ path: String) throws(SystemError) {
        file = try Files.open(path, .readOnly, [.closeOnExec])
    }

    deinit { Files.close(file) }

    /// What the file says now, up to `limit` bytes of it; nil where the kernel does not answer.
    public func text(upTo limit: Int) -> String? {
        var buffer = [UInt8](repeating: 0, count: limit)
        do {
            // The buffer is borrowed for one call, which writes within its bounds.
            let count = unsafe try buffer.withUnsafeMutableBytes {
                unsafe try file.read(fromAbsoluteOffset: 0, into: $0)
            }
            return String(decoding: buffer[..<count], as: UTF8.self)
        } catch {
            // An interface that is gone, or a counter that its driver refuses.
            return nil
        }
    }
}
