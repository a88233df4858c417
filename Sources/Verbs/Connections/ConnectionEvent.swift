/// What a connection manager reported about one connection, copied out of the library.
public struct ConnectionEvent: Sendable, Equatable {
    /// What happened.
    public let kind: Kind
    /// 0, a negative error number, or the reason of a peer that rejected.
    public let status: Int32
    /// What the peer sent along.
    ///
    /// InfiniBand and RoCE pad it with zeros to the most that fits, so a message in it must carry
    /// its own length.
    public let privateData: [UInt8]

    /// What can happen to a connection (`rdma_cm_event_type`).
    ///
    /// The raw values are those of the C library; a value that this list does not have is kept.
    public struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The library's number.
        public let rawValue: UInt32

        /// Wraps the library's number.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// RDMA_CM_EVENT_ADDR_RESOLVED: a local device leads to the address.
        public static let addressResolved = Self(rawValue: 0)
        /// RDMA_CM_EVENT_ROUTE_RESOLVED: the path to the peer is known.
        public static let routeResolved = Self(rawValue: 2)
        /// RDMA_CM_EVENT_CONNECT_REQUEST: a peer wants to connect.
        public static let connectRequest = Self(rawValue: 4)
        /// RDMA_CM_EVENT_REJECTED: the peer refused.
        public static let rejected = Self(rawValue: 8)
        /// RDMA_CM_EVENT_ESTABLISHED: both ends are connected.
        public static let established = Self(rawValue: 9)
        /// RDMA_CM_EVENT_DISCONNECTED: the peer closed the connection.
        public static let disconnected = Self(rawValue: 10)
        /// RDMA_CM_EVENT_TIMEWAIT_EXIT: the numbers of a closed connection may be used again.
        public static let timeWaitExit = Self(rawValue: 15)

        /// The C name, for example `RDMA_CM_EVENT_UNREACHABLE`.
        public var name: String { Self.entry(rawValue)?.name ?? "rdma_cm_event_type \(rawValue)" }

        /// What it means.
        public var meaning: String {
            Self.entry(rawValue)?.meaning ?? "an event that this program does not know"
        }

        /// The name and its meaning.
        public var description: String { "\(name): \(meaning)" }

        /// How many kinds are known: they are numbered from 0.
        static var knownCount: Int { table.count }

        private static func entry(_ value: UInt32) -> (name: String, meaning: String)? {
            value < table.count ? table[Int(value)] : nil
        }

        /// In the order of the C enumeration.
        private static let table: [(name: String, meaning: String)] = [
            ("RDMA_CM_EVENT_ADDR_RESOLVED", "a local device leads to the address"),
            (
                "RDMA_CM_EVENT_ADDR_ERROR",
                "no RDMA device leads to the address; usually the address belongs to an interface "
                    + "without one, or the neighbour does not answer"
            ),
            ("RDMA_CM_EVENT_ROUTE_RESOLVED", "the path to the peer is known"),
            (
                "RDMA_CM_EVENT_ROUTE_ERROR",
                "there is no path to the peer; on InfiniBand usually no subnet manager runs"
            ),
            ("RDMA_CM_EVENT_CONNECT_REQUEST", "a peer wants to connect"),
            ("RDMA_CM_EVENT_CONNECT_RESPONSE", "the peer answered"),
            ("RDMA_CM_EVENT_CONNECT_ERROR", "the connection could not be set up"),
            (
                "RDMA_CM_EVENT_UNREACHABLE",
                "the peer does not answer; usually the link is down or a firewall drops RoCE "
                    + "(UDP port 4791)"
            ),
            ("RDMA_CM_EVENT_REJECTED", "the peer refused the connection"),
            ("RDMA_CM_EVENT_ESTABLISHED", "the connection is there"),
            ("RDMA_CM_EVENT_DISCONNECTED", "the connection was closed"),
            ("RDMA_CM_EVENT_DEVICE_REMOVAL", "the device was removed"),
            ("RDMA_CM_EVENT_MULTICAST_JOIN", "a multicast group was joined"),
            ("RDMA_CM_EVENT_MULTICAST_ERROR", "a multicast group was left because of an error"),
            (
                "RDMA_CM_EVENT_ADDR_CHANGE",
                "the address moved to other hardware; the connection must be made again"
            ),
            ("RDMA_CM_EVENT_TIMEWAIT_EXIT", "a closed connection's numbers may be used again"),
        ]
    }
}
