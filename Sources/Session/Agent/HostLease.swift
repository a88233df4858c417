internal import FoundationEssentials
internal import Platform
internal import Synchronization

/// An agent's part in the lease of its host: one suite at a time measures there.
///
/// Thread safety: all calls from any thread.
final class HostLease: Sendable {
    /// Bytes of somebody else's lease that are read.
    private static let limit = 4096

    private let lock = Mutex<SharedLock?>(nil)
    /// The suite's lease while another of its agents has the lock.
    private let shared = Mutex<Lease?>(nil)
    private let path: String

    /// - Parameter path: the lock; by default in the folder for those (FHS 3.0, 5.9) where everybody may
    ///   write there, else where everybody may: root and others must come to the same.
    init(path: String = HostLease.path(inFolder: "/run/lock")) { self.path = path }

    /// The lock in `folder`, or in `/tmp` where that belongs to its owner alone, as on Fedora, or is read-only.
    static func path(inFolder folder: String) -> String {
        Files.isWritableByAll(folder)
            ? "\(folder)/migration-bench" : "/tmp/migration-bench.lock"
    }

    /// Takes the host for a suite, or with nil gives it back.
    /// - Throws: ``SystemError`` where the lock cannot be opened.
    func take(_ lease: Lease?) throws -> LeaseState {
        shared.withLock { $0 = nil }
        guard let lease else {
            lock.withLock { $0 = nil }
            return .free
        }
        if lock.withLock({ $0 != nil }) { return .yours }
        let words: [UInt8]
        words = [UInt8](try JSONEncoder().encode(lease))
        switch try SharedLock.take(path, words: words, limit: Self.limit) {
        case .taken(let taken):
            lock.withLock { $0 = taken }
            return .yours
        case .held(let words):
            let other = Self.lease(words)
            // Other agents of the suite are on this host too.
            guard other?.id == lease.id else { return .held(other) }
            shared.withLock { $0 = lease }
            return .yours
        }
    }

    /// Takes the lock where the suite's agent that had it has ended.
    ///
    /// Called twice a second by the control thread; a suite that looks for a free host in between gets
    /// in, and one that began with `--wait` waits for its host again.
    func takeOver() {
        guard let lease = shared.withLock({ $0 }) else { return }
        do { _ = try take(lease) } catch {
            StandardError.write("bench agent: the lease is not looked after any more: \(error)\n")
        }
    }

    /// Who has the host.
    /// - Throws: ``SystemError``.
    func state() throws -> LeaseState {
        if lock.withLock({ $0 != nil }) { return .yours }
        guard let words = try SharedLock.holder(path, limit: Self.limit) else { return .free }
        return .held(Self.lease(words))
    }

    /// What another suite says of itself; nil where a terminal would not show it as it is.
    static func lease(_ words: [UInt8]) -> Lease? {
        // Words of another version, or not yet written: that it is held is known all the same.
        do {
            let lease = try JSONDecoder().decode(Lease.self, from: Data(words))
            return [lease.owner, lease.scenario].allSatisfy(isPlain) ? lease : nil
        } catch { return nil }
    }

    /// Whether a terminal shows nothing else than the text: every user of the host may write it.
    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
                scalar.properties.generalCategory)
        }
    }
}
