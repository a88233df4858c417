/// Why a connection manager refused, in words.
///
/// InfiniBand and RoCE give a reason of the InfiniBand communication manager (`ib_cm_rej_reason`
/// of the kernel); iWARP gives a negative error number.
enum RejectReason {
    /// What the peer's program gives by refusing: IB_CM_REJ_CONSUMER_DEFINED.
    static let byConsumer: Int32 = 28

    static func words(for reason: Int32) -> String {
        switch reason {
        case 1: "it has no queue pair left"
        case 3: "it has no resources left"
        case 4: "it waited too long for an answer"
        case 5: "it does not support what was asked"
        case 6, 7: "it does not know this connection"
        case 8: "nobody listens at this address and port"
        case 9: "it uses another transport"
        case 10: "it still knows an earlier connection with the same numbers; try again"
        case 12, 13: "it does not accept the address"
        case 26: "it does not agree to the MTU"
        case 27: "it does not allow as many outstanding reads"
        case byConsumer: "the program there refused it"
        case -111: "nobody listens at this address and port"
        default: "reason \(reason)"
        }
    }
}
