/// All the state of a guest besides its memory: what a migration has to carry over.
public struct GuestState: Codable, Sendable, Hashable {
    /// Operations done so far, one number a vCPU.
    public var operations: [UInt64]
    /// Guest time in nanoseconds: what operations are due by.
    ///
    /// It stands still in a pause; a guest that is resumed at the other end of a migration goes on by
    /// the source's schedule, as if it had never been stopped.
    public var elapsedNanoseconds: UInt64

    /// A state; `operations` has one entry a vCPU.
    public init(operations: [UInt64], elapsedNanoseconds: UInt64) {
        self.operations = operations
        self.elapsedNanoseconds = elapsedNanoseconds
    }

    /// The state of a guest that has never run.
    public static func initial(vcpus: Int) -> GuestState {
        GuestState(operations: [UInt64](repeating: 0, count: vcpus), elapsedNanoseconds: 0)
    }

    /// Operations done so far over all vCPUs.
    public var operationCount: UInt64 { operations.reduce(0, +) }
}

/// A mistake put into the guest on purpose, to prove that verification finds it.
public enum GuestFault: String, Codable, Sendable {
    /// The dirty bit is set before the page is written, and the write comes after the page was
    /// sent: what a dirty log with the wrong order does now and then, here every time.
    case earlyBit = "early-bit"
    /// The vCPUs never run again where the guest is resumed: the memory there stays equal to what was
    /// sent, and equal memory alone would not show it.
    case standStill = "stand-still"
}
