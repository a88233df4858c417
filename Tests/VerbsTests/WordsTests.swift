import Glibc
import Testing

@testable import Verbs

/// What users read.
@Suite struct WordsTests {
    /// All of `ibv_wc_status`, in the library's order.
    static let statuses = [
        "SUCCESS", "LOC_LEN_ERR", "LOC_QP_OP_ERR", "LOC_EEC_OP_ERR", "LOC_PROT_ERR",
        "WR_FLUSH_ERR", "MW_BIND_ERR", "BAD_RESP_ERR", "LOC_ACCESS_ERR", "REM_INV_REQ_ERR",
        "REM_ACCESS_ERR", "REM_OP_ERR", "RETRY_EXC_ERR", "RNR_RETRY_EXC_ERR", "LOC_RDD_VIOL_ERR",
        "REM_INV_RD_REQ_ERR", "REM_ABORT_ERR", "INV_EECN_ERR", "INV_EEC_STATE_ERR", "FATAL_ERR",
        "RESP_TIMEOUT_ERR", "GENERAL_ERR", "TM_ERR", "TM_RNDV_INCOMPLETE",
    ]

    /// All of `rdma_cm_event_type`, in the library's order.
    static let events = [
        "ADDR_RESOLVED", "ADDR_ERROR", "ROUTE_RESOLVED", "ROUTE_ERROR", "CONNECT_REQUEST",
        "CONNECT_RESPONSE", "CONNECT_ERROR", "UNREACHABLE", "REJECTED", "ESTABLISHED",
        "DISCONNECTED", "DEVICE_REMOVAL", "MULTICAST_JOIN", "MULTICAST_ERROR", "ADDR_CHANGE",
        "TIMEWAIT_EXIT",
    ]

    @Test func everyStatusHasItsNameAndAMeaningOfItsOwn() {
        #expect(CompletionStatus.knownCount == Self.statuses.count)
        let all = (0..<UInt32(Self.statuses.count)).map(CompletionStatus.init(rawValue:))
        #expect(all.map(\.name) == Self.statuses.map { "IBV_WC_\($0)" })
        #expect(Set(all.map(\.meaning)).count == all.count)
        #expect(all.filter(\.isSuccess).map(\.rawValue) == [0])
    }

    @Test(arguments: [
        (CompletionStatus.success, "IBV_WC_SUCCESS"),
        (.localProtection, "IBV_WC_LOC_PROT_ERR"),
        (.flushed, "IBV_WC_WR_FLUSH_ERR"),
        (.remoteAccess, "IBV_WC_REM_ACCESS_ERR"),
        (.retryExceeded, "IBV_WC_RETRY_EXC_ERR"),
        (.receiverNotReady, "IBV_WC_RNR_RETRY_EXC_ERR"),
    ])
    func namedStatusesAreTheLibrarys(status: CompletionStatus, name: String) {
        #expect(status.name == name)
    }

    @Test func unknownStatusKeepsItsNumber() {
        #expect(CompletionStatus(rawValue: 99).name == "ibv_wc_status 99")
    }

    @Test func exceededRetriesSayWhatToLookAt() {
        let failure = CompletionFailure(status: .retryExceeded, vendorCode: 129)
        #expect(
            VerbsError.completion(failure, doing: "writing 1 MiB").description
                == "writing 1 MiB: IBV_WC_RETRY_EXC_ERR: the peer did not acknowledge, however "
                + "often it was tried; usually the peer was killed, the link is down, or lossy "
                + "Ethernet dropped packets (check PFC and MTU) (vendor's code 129)")
    }

    @Test func everyEventHasItsNameAndAMeaningOfItsOwn() {
        #expect(ConnectionEvent.Kind.knownCount == Self.events.count)
        let all = (0..<UInt32(Self.events.count)).map(ConnectionEvent.Kind.init(rawValue:))
        #expect(all.map(\.name) == Self.events.map { "RDMA_CM_EVENT_\($0)" })
        #expect(Set(all.map(\.meaning)).count == all.count)
        #expect(ConnectionEvent.Kind(rawValue: 99).name == "rdma_cm_event_type 99")
    }

    @Test(arguments: [
        (ConnectionEvent.Kind.addressResolved, "RDMA_CM_EVENT_ADDR_RESOLVED"),
        (.routeResolved, "RDMA_CM_EVENT_ROUTE_RESOLVED"),
        (.connectRequest, "RDMA_CM_EVENT_CONNECT_REQUEST"),
        (.rejected, "RDMA_CM_EVENT_REJECTED"),
        (.established, "RDMA_CM_EVENT_ESTABLISHED"),
        (.disconnected, "RDMA_CM_EVENT_DISCONNECTED"),
        (.timeWaitExit, "RDMA_CM_EVENT_TIMEWAIT_EXIT"),
    ])
    func namedEventsAreTheLibrarys(kind: ConnectionEvent.Kind, name: String) {
        #expect(kind.name == name)
    }

    @Test func errorsNameTheCallAndWhatWasDone() {
        let refused = VerbsError.call(
            "ibv_alloc_pd", code: EACCES, doing: "making a protection domain", advice: "ask root")
        #expect(
            refused.description
                == "making a protection domain: ibv_alloc_pd: Permission denied: ask root")
        let unreachable = VerbsError.event(
            .init(rawValue: 7), code: -ETIMEDOUT, doing: "connecting")
        #expect(
            unreachable.description
                == "connecting: RDMA_CM_EVENT_UNREACHABLE: the peer does not answer; usually the "
                + "link is down or a firewall drops RoCE (UDP port 4791): Connection timed out")
        let rejected = VerbsError.rejected(reason: 28, privateData: [1], doing: "connecting")
        #expect(
            rejected.description
                == "connecting: the peer rejected the connection: the program there refused it")
        #expect(VerbsError.timedOut(doing: "connecting").isTimeout)
        #expect(!rejected.isTimeout)
    }

    @Test(arguments: [
        (1, "it has no queue pair left"), (8, "nobody listens at this address and port"),
        (28, "the program there refused it"), (-111, "nobody listens at this address and port"),
        (77, "reason 77"),
    ])
    func reasonsToRejectAreInWords(reason: Int32, words: String) {
        #expect(RejectReason.words(for: reason) == words)
    }

    @Test(arguments: [(64 << 20, 8 << 20), (4 << 20, 8 << 20)])
    func refusedRegistrationNamesLimitNeedAndRemedy(need: Int, limit: Int) throws {
        let advice = try #require(
            MemoryRegion.advice(code: ENOMEM, needing: need, limit: UInt64(limit)))
        #expect(advice.contains("\(limit)"))
        #expect(advice.contains("\(need)"))
        #expect(advice.contains("ulimit -l unlimited"))
        #expect(advice.contains("LimitMEMLOCK=infinity"))
        // Where the limit has room, it is not said to be the cause.
        #expect(advice.contains("memory is short") == (need < limit))
    }

    @Test func whatNoLimitForbadeIsNotBlamedOnOne() throws {
        let advice = try #require(MemoryRegion.advice(code: ENOMEM, needing: 4096, limit: nil))
        #expect(!advice.contains("ulimit"))
        #expect(MemoryRegion.advice(code: EFAULT, needing: 1, limit: nil) == nil)
    }

    @Test func refusedQueuesSayWhatToChoose() throws {
        #expect(QueueDepth.advice(code: EINVAL)?.contains("--queue-depth") == true)
        let memory = try #require(QueueDepth.advice(code: ENOMEM))
        #expect(memory.contains("--queue-depth") && memory.contains("LimitMEMLOCK"))
        #expect(QueueDepth.advice(code: EPERM) == nil)
    }

    @Test func missingPartsOfTheKernelAreNamed() {
        let noModule = VerbsError.call("rdma_create_event_channel", code: ENODEV, doing: "x")
        #expect(DeviceList.reason(for: noModule).contains("rdma_ucm"))
        let noVerbs = VerbsError.call("ibv_get_device_list", code: ENOSYS, doing: "x")
        #expect(DeviceList.reason(for: noVerbs).contains("ib_uverbs"))
    }
}
