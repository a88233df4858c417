internal import Migration
internal import Scenarios

/// Whether cases of different queue depths differ.
///
/// What is under way on a queue pair is limited in bytes, too: two queues that are both deeper than
/// that have the same under way while writes are long.
enum QueueWindow {
    /// What to say of the plan's cases, one line at most; nil where every depth makes a difference.
    static func warning(about cases: [CaseSpec]) -> String? {
        var depths: [CaseSpec: Set<Int>] = [:]
        for spec in cases {
            guard let rdma = spec.migration.rdma,
                spec.migration.transport.definition.rdmaOptions.contains(.queueDepth)
            else { continue }
            var alike = spec
            // The same for all whose queues hold more than may be under way.
            alike.migration.rdma?.queueDepth = rdma.windowBytes / rdma.writeBytes
            depths[alike, default: []].insert(rdma.queueDepth)
        }
        let groups = depths.filter { $0.value.count > 1 }
        guard let group = groups.max(by: { $0.value.count < $1.value.count }),
            let rdma = group.key.migration.rdma
        else { return nil }
        let list = group.value.sorted().map { "\($0)" }.joined(separator: ", ")
        return """
            \(group.key.migration.transport.rawValue) with queue_depth \(list): no more than \
            \(ByteSize(bytes: rdma.windowBytes)) are under way on a queue pair (window_bytes), so \
            that these differ for scattered pages only
            """
    }
}
