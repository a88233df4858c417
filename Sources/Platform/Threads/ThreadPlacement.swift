internal import Synchronization

/// On which CPUs this process's threads run, by their role.
///
/// Threads of ``NativeThread`` that are made while it is in force go to the CPUs of their role, those
/// of other roles to wherever the process may run, whatever thread makes them.
public enum ThreadPlacement {
    private struct Places: Sendable {
        var byRole: [ThreadRole: CPUList]
        var others: CPUList
    }

    private static let places = Mutex<Places?>(nil)

    /// Puts it in force for the threads that are made from here on; an empty table binds none.
    ///
    /// Each list is tried on the calling thread first, which stays as it was.
    /// - Throws: ``AffinityError`` where a list names a CPU that is not there or not allowed,
    ///   ``SystemError`` where the kernel does not tell what is.
    public static func begin(_ byRole: [ThreadRole: CPUList]) throws {
        end()
        guard !byRole.isEmpty else { return }
        let own = try CurrentThread.affinity()
        for (_, cpus) in byRole.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let outcome = Result { try CurrentThread.setAffinity(cpus) }
            try CurrentThread.allow(own)
            try outcome.get()
        }
        places.withLock { $0 = Places(byRole: byRole, others: own) }
    }

    /// Threads that are made from here on run wherever their maker does.
    public static func end() { places.withLock { $0 = nil } }

    /// Runs `body` on the CPUs of a role: for work on a thread that does other work too.
    /// - Throws: ``AffinityError`` where a CPU has gone, and what `body` throws.
    public static func run<Value>(
        as role: ThreadRole, _ body: () throws -> Value
    ) throws -> Value {
        guard let places = places.withLock({ $0 }), let cpus = places.byRole[role] else {
            return try body()
        }
        try CurrentThread.setAffinity(cpus)
        let outcome = Result { try body() }
        try CurrentThread.allow(places.others)
        return try outcome.get()
    }

    /// Where a new thread of a role goes; nil where its maker decides.
    static func cpus(of role: ThreadRole) -> CPUList? {
        places.withLock { places in places.map { $0.byRole[role] ?? $0.others } }
    }
}
