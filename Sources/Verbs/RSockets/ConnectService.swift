internal import CVerbs
internal import Glibc
public import Platform
internal import Synchronization

/// Room in the service of librdmacm that follows the connections of all rsockets of a process.
///
/// Before version 55 the service's thread goes on with a list that was freed when the list had to
/// grow: from the fourth rsocket on it may miss connections, or wait for one in `rdma_get_cm_event`
/// and keep every later `rclose` waiting. The list grows by four whenever the thread starts, and
/// does not shrink when it ends with the last rsocket: so it is started and ended, while there is
/// no rsocket, until it has room for all.
public enum ConnectService {
    /// By how much the list grows at each start.
    private static let growth = 4

    /// The places that the list has; one is the service's own.
    private static let places = Mutex(0)

    private enum Start { case done, tooQuick, noDevice }

    /// Makes room for `count` rsockets at once, while none is connected.
    ///
    /// `address` is any that an RDMA device leads to. Where none leads there nothing is done: the
    /// caller's next call will say so.
    /// - Throws: ``VerbsError`` where it did not work within seconds.
    public static func makeRoom(for count: Int, towards address: SocketAddress) throws(VerbsError) {
        // Nobody listens at port 0: whoever gets that far is refused.
        let nobody = SocketAddress(host: address.host, port: 0)
        let deadline = Deadline.after(seconds: longestSeconds)
        try places.withLock { places throws(VerbsError) in
            while places <= count {
                switch try startAndEnd(nobody) {
                case .done: places += growth
                case .tooQuick where deadline.hasPassed: throw .timedOut(doing: preparing)
                case .tooQuick: break
                case .noDevice: return
                }
            }
        }
    }

    private static let longestSeconds = 10.0
    private static let preparing = "preparing librdmacm for rsockets"

    /// Starts the service with one rsocket that begins to connect, and ends it with the same.
    ///
    /// The service is told of connections only that are not at once refused, as can happen where one
    /// CPU does everything.
    private static func startAndEnd(_ nobody: SocketAddress) throws(VerbsError) -> Start {
        var raw = try RawAddress(nobody)
        let descriptor = rsocket(raw.family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .call("rsocket", code: errno, doing: preparing) }
        defer { rclose(descriptor) }
        guard verbs_rsocket_set_nonblocking(descriptor) == 0 else {
            throw .call("rfcntl", code: errno, doing: preparing)
        }
        let length = raw.length
        let result = unsafe raw.withPointer { unsafe rconnect(descriptor, $0, length) }
        switch result == 0 ? ECONNREFUSED : errno {
        case EINPROGRESS: return .done
        case ECONNREFUSED: return .tooQuick
        default: return .noDevice
        }
    }
}
