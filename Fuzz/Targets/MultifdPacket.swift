@testable import Guest
@testable import Migration

/// A packet of a multifd channel and the run table behind it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(start, count)
    let head = [UInt8](bytes.prefix(MultifdPacket.headerBytes))
    let decoded = attempt { () throws(TransportError) in
        try MultifdPacket(decoding: head, expected: 0)
    }
    guard let packet = decoded else { return 0 }
    precondition(packet.normalRuns + packet.zeroRuns <= MultifdPacket.maximumPages)
    let table = [UInt8](bytes.dropFirst(MultifdPacket.headerBytes))
    let pageCount = 4096
    let runs = attempt { () throws(TransportError) in
        try packet.runs(decoding: table, pageCount: pageCount)
    }
    guard let runs else { return 0 }
    let content = packet.isWritten ? 0 : runs.normal.pageTotal * GuestSpec.pageBytes
    precondition(content == packet.payloadBytes)
    precondition(runs.normal.pageTotal + runs.zero.pageTotal <= MultifdPacket.maximumPages)
    for run in runs.normal + runs.zero {
        precondition(run.count > 0 && Int(run.first) + Int(run.count) <= pageCount)
    }
    return 0
}
