@testable import Guest
@testable import Migration

/// A control message of an RDMA connection, with all that its payload may be.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(start, count)
    let decoded = attempt { () throws(TransportError) in try ControlMessage(decoding: bytes) }
    guard let message = decoded else { return 0 }
    precondition(message.encoded == bytes, "what is taken is written the same")
    let pageCount = 4096
    let runs = attempt { () throws(TransportError) in try message.runs(within: pageCount) }
    for run in runs ?? [] {
        precondition(run.count > 0 && Int(run.first) + Int(run.count) <= pageCount)
    }
    let chunks = attempt { () throws(TransportError) in try message.chunks(below: 64) }
    for chunk in chunks ?? [] { precondition(chunk < 64) }
    _ = attempt { () throws(TransportError) in
        try RegionAnnouncement.decode(
            message.payload, count: message.payload.count / RegionAnnouncement.byteCount)
    }
    if [.begin, .clock].contains(message.kind) {
        _ = attempt { () throws(TransportError) in try ClockCoding.decode(message.payload) }
    }
    var state = StateAssembly(vcpus: 2)
    _ = attempt { () throws(TransportError) in try state.add(message) }
    return 0
}
