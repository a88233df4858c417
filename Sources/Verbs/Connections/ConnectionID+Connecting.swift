internal import CVerbs
internal import Glibc
public import Platform

extension ConnectionID {
    /// Finds the device that leads to `address`; from `source`, where that is not nil.
    /// - Throws: ``VerbsError``, as ``VerbsError/event(_:code:doing:)`` where no device leads there.
    public func resolveAddress(
        _ address: SocketAddress, from source: SocketAddress? = nil, until deadline: Deadline
    ) throws(VerbsError) {
        let doing = "finding an RDMA device that leads to \(address)"
        let milliseconds = max(1, deadline.pollMilliseconds)
        var target = try RawAddress(address)
        var origin: RawAddress?
        if let source { origin = try RawAddress(source) }
        let result = unsafe target.withPointer { target in
            guard origin != nil else {
                return unsafe rdma_resolve_addr(pointer, nil, target, milliseconds)
            }
            return unsafe origin!.withPointer { origin in
                unsafe rdma_resolve_addr(pointer, origin, target, milliseconds)
            }
        }
        guard result == 0 else { throw .call("rdma_resolve_addr", code: errno, doing: doing) }
        _ = try expect(.addressResolved, until: deadline, doing: doing)
    }

    /// Finds the path to the address that was resolved.
    /// - Throws: ``VerbsError``.
    public func resolveRoute(until deadline: Deadline) throws(VerbsError) {
        let doing = "finding the path to the peer"
        let milliseconds = max(1, deadline.pollMilliseconds)
        guard unsafe rdma_resolve_route(pointer, milliseconds) == 0 else {
            throw .call("rdma_resolve_route", code: errno, doing: doing)
        }
        _ = try expect(.routeResolved, until: deadline, doing: doing)
    }

    /// Connects the queue pair, which has been made, to the peer's.
    ///
    /// - Returns: what the peer sent along when it accepted, padded with zeros.
    /// - Throws: ``VerbsError``: ``VerbsError/rejected(reason:privateData:doing:)`` where the peer
    ///   refused.
    public func connect(
        _ parameters: ConnectionParameters, until deadline: Deadline
    ) throws(VerbsError) -> [UInt8] {
        precondition(parameters.privateData.count <= ConnectionParameters.maximumConnectBytes)
        let doing = "connecting"
        let result = unsafe parameters.withRaw { unsafe rdma_connect(pointer, $0) }
        guard result == 0 else { throw .call("rdma_connect", code: errno, doing: doing) }
        return try expect(.established, until: deadline, doing: doing).privateData
    }
}

extension ConnectionParameters {
    /// Calls `body` with the parameters as the library wants them.
    func withRaw(_ body: (UnsafeMutablePointer<rdma_conn_param>) -> Int32) -> Int32 {
        unsafe privateData.withUnsafeBytes { data in
            var raw = unsafe rdma_conn_param()
            unsafe raw.private_data = data.baseAddress
            unsafe raw.private_data_len = UInt8(data.count)
            // Room for one RDMA READ each way: some devices want it to set a connection up.
            unsafe raw.responder_resources = 1
            unsafe raw.initiator_depth = 1
            unsafe raw.retry_count = min(7, retries)
            unsafe raw.rnr_retry_count = min(7, receiverNotReadyRetries)
            return unsafe body(&raw)
        }
    }
}
