internal import Measurement
internal import Migration
internal import Scenarios

/// Whether sends without a copy may lock what they need.
///
/// A limit that is too low is no obstacle: what may not be locked is copied. Then the case measures
/// something else than its name says, and whoever reads its figures must know.
enum LockedMemory {
    /// What to say of the plan's cases, one line at most; nil where the source may lock enough, and
    /// where it does not show what it may.
    static func warning(about cases: [CaseSpec], source: HostFacts) -> String? {
        let copying = cases.filter { spec in
            // RDMA registers memory in setup, and fails there.
            spec.migration.transport.definition.registration == nil
                && source.memory.mayLock(UInt64(spec.pinnedBytesOnSource)) == false
        }
        guard case .bytes(let limit)? = source.memory.memlockLimit,
            let most = copying.max(by: { $0.pinnedBytesOnSource < $1.pinnedBytesOnSource })
        else { return nil }
        return """
            \(most.transportLabel) locks up to \(ByteSize(bytes: most.pinnedBytesOnSource)) on the \
            source, where memlock is \(ByteSize(bytes: Int(limit))): what goes beyond is copied \
            (sudo prlimit --pid $$ --memlock=unlimited)
            """
    }
}
