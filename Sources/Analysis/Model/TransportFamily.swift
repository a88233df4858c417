/// What a transport needs: which side of "RDMA or not" it stands on.
public enum TransportFamily: String, Sendable, Hashable, CaseIterable {
    /// Sockets over any network card.
    case network
    /// Verbs or rsockets over a device that does RDMA, be it one in software.
    case rdma
    /// It sends nothing: it measures the harness.
    case harness

    /// Goes by the name, as files of any version have it.
    public init(transport: String) {
        if transport == "null" {
            self = .harness
        } else if transport.hasPrefix("rdma") || transport == "rsocket" {
            self = .rdma
        } else {
            self = .network
        }
    }
}
