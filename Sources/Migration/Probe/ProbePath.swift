/// A way between the two hosts whose ceiling is measured without a migration.
///
/// Transports that use the same way share its ceiling.
public struct ProbePath: Codable, Sendable, Hashable, CustomStringConvertible {
    /// What carries the bytes.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// TCP connections, copying.
        case tcp
        /// RDMA WRITEs into registered memory.
        case rdma
    }

    /// What carries the bytes.
    public var kind: Kind
    /// TCP connections or queue pairs that carry pages.
    public var streams: Int

    /// Names a path.
    public init(_ kind: Kind, streams: Int) {
        self.kind = kind
        self.streams = streams
    }

    /// The path of a migration; nil for one that sends no pages.
    public init?(_ spec: MigrationSpec) {
        let definition = spec.transport.definition
        guard definition.deliversPages else { return nil }
        self.init(
            definition.needsRDMA ? .rdma : .tcp,
            streams: definition.hasChannels ? spec.channels : 1)
    }

    /// How the path is written: `tcp x4`, `rdma write x1`.
    public var description: String {
        (kind == .tcp ? "tcp" : "rdma write") + " x\(streams)"
    }

    /// The transport that sends over it: what it takes beside the sends is little.
    var spec: MigrationSpec {
        switch kind {
        case .tcp:
            streams == 1
                ? MigrationSpec(transport: .tcp)
                : MigrationSpec(transport: .multifd, channels: streams)
        case .rdma:
            streams == 1
                ? MigrationSpec(transport: .rdmaPinAll, rdma: RDMAOptions())
                : MigrationSpec(
                    transport: .rdmaMultifd, channels: streams, rdma: RDMAOptions())
        }
    }
}
