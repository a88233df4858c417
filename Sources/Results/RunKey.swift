/// The place of a run in the plan: equal seeds give equal plans, so it names the case too.
public struct RunKey: Sendable, Hashable {
    /// The repetition, as in the `block` column.
    public let block: Int
    /// The place within the block, as in the `order_index` column.
    public let orderIndex: Int

    /// Names a run.
    public init(block: Int, orderIndex: Int) {
        self.block = block
        self.orderIndex = orderIndex
    }
}

/// How a run ended, as the `status` column has it.
public enum RunStatus: String, Sendable, Hashable, CaseIterable, Codable {
    /// The guest runs on the destination.
    case completed
    /// Precopy gave up: the guest dirtied memory faster than it was sent.
    case notConverged = "not_converged"
    /// Something broke; the reason says what.
    case failed
    /// It completed, but the ends' memory differs.
    case corrupt
    /// One end cannot run the case; the reason says why.
    case skipped
}
