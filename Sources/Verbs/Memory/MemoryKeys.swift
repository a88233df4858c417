/// The key by which this host's device finds a region.
///
/// It prints as a placeholder, so that no log holds it.
public struct LocalKey: Sendable, Hashable {
    let value: UInt32
}

/// The key by which a peer reaches a region: whoever has it can write there.
///
/// It prints as a placeholder, so that no log holds it; only ``wireValue`` gives it away.
public struct RemoteKey: Sendable, Hashable {
    /// The key itself: for the proven peer only.
    public let wireValue: UInt32

    /// The key that a peer sent.
    public init(wireValue: UInt32) { self.wireValue = wireValue }
}

extension LocalKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key, not which.
    public var description: String { "<local key>" }
    /// Says that there is a key, not which.
    public var debugDescription: String { description }
    /// Shows nothing, so that `dump` does not either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RemoteKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key, not which.
    public var description: String { "<remote key>" }
    /// Says that there is a key, not which.
    public var debugDescription: String { description }
    /// Shows nothing, so that `dump` does not either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
