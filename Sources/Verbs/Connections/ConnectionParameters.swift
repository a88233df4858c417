/// What is agreed when a connection is made.
public struct ConnectionParameters: Sendable, Hashable {
    /// The most bytes that a connecting end can send along, over InfiniBand and RoCE.
    public static let maximumConnectBytes = 56
    /// The most bytes that an accepting end can send along.
    public static let maximumAcceptBytes = 196
    /// The most bytes that a rejecting end can send along.
    public static let maximumRejectBytes = 148

    /// What the peer is told; it sees zeros after it, up to the most that fits.
    public var privateData: [UInt8]
    /// How often a packet without an acknowledgement is sent again, 0 to 7.
    ///
    /// The connecting end decides. To Soft-RoCE 7 stands for ever, so that a peer that fell silent
    /// would never be noticed.
    public var retries: UInt8
    /// How often a SEND is tried that found no receive posted, 0 to 7; 7 stands for ever.
    public var receiverNotReadyRetries: UInt8

    /// Six retries, and for ever where no receive is posted, unless said otherwise.
    public init(
        privateData: [UInt8] = [], retries: UInt8 = 6, receiverNotReadyRetries: UInt8 = 7
    ) {
        self.privateData = privateData
        self.retries = retries
        self.receiverNotReadyRetries = receiverNotReadyRetries
    }
}
