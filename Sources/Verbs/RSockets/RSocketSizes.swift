internal import CVerbs
internal import Glibc

/// How much an rsocket has under way; nil leaves the library's default.
public struct RSocketSizes: Sendable, Hashable {
    /// Bytes of the send buffer (SO_SNDBUF).
    public var sendBufferBytes: Int32?
    /// Bytes of the receive buffer (SO_RCVBUF).
    public var receiveBufferBytes: Int32?
    /// Work requests of the send queue (RDMA_SQSIZE).
    public var sendQueue: Int32?
    /// Work requests of the receive queue (RDMA_RQSIZE).
    public var receiveQueue: Int32?
    /// Bytes that are copied into a work request (RDMA_INLINE).
    public var inlineBytes: Int32?
    /// Regions of the peer that this end can write to directly (RDMA_IOMAPSIZE).
    public var peerRegions: Int32?

    /// The library's defaults unless said otherwise.
    public init(
        sendBufferBytes: Int32? = nil, receiveBufferBytes: Int32? = nil, sendQueue: Int32? = nil,
        receiveQueue: Int32? = nil, inlineBytes: Int32? = nil, peerRegions: Int32? = nil
    ) {
        self.sendBufferBytes = sendBufferBytes
        self.receiveBufferBytes = receiveBufferBytes
        self.sendQueue = sendQueue
        self.receiveQueue = receiveQueue
        self.inlineBytes = inlineBytes
        self.peerRegions = peerRegions
    }

    /// To be called before the socket listens or connects: the queues are made then.
    func apply(to handle: RSocketHandle) throws(VerbsError) {
        let options: [(level: Int32, option: Int32, value: Int32?)] = [
            (SOL_SOCKET, SO_SNDBUF, sendBufferBytes), (SOL_SOCKET, SO_RCVBUF, receiveBufferBytes),
            (Int32(SOL_RDMA), Int32(RDMA_SQSIZE), sendQueue),
            (Int32(SOL_RDMA), Int32(RDMA_RQSIZE), receiveQueue),
            (Int32(SOL_RDMA), Int32(RDMA_INLINE), inlineBytes),
            (Int32(SOL_RDMA), Int32(RDMA_IOMAPSIZE), peerRegions),
        ]
        for (level, option, value) in options {
            guard let value else { continue }
            try handle.set(level, option, to: value, doing: "sizing an rsocket")
        }
    }
}
