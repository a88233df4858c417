@testable import Guest
@testable import Migration

/// A frame of the main stream and the run table behind it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(start, count)
    let head = [UInt8](bytes.prefix(StreamFrame.headerBytes))
    guard let frame = attempt({ () throws(TransportError) in try StreamFrame(decoding: head) })
    else { return 0 }
    precondition(frame.runCount <= StreamFrame.maximumRuns)
    var again: [UInt8] = []
    frame.encode(to: &again)
    precondition(again == head, "what is taken is written the same")
    let table = [UInt8](bytes.dropFirst(StreamFrame.headerBytes))
    let pageCount = 4096
    let runs = attempt { () throws(TransportError) in
        try frame.runs(decoding: table, pageCount: pageCount)
    }
    for run in runs ?? [] {
        precondition(run.count > 0 && Int(run.first) + Int(run.count) <= pageCount)
    }
    if frame.kind == .pages, let runs {
        precondition(runs.pageTotal * GuestSpec.pageBytes == frame.payloadBytes)
    }
    return 0
}
