@testable import Guest

/// A trace file, and a head with the body behind it as it is unpacked: compressed, nothing would reach
/// the latter's decoder.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(start, count)
    if let trace = attempt({ () throws(TraceError) in try Trace(decoding: bytes) }) {
        precondition(trace.pages.count == trace.operationCount)
    }
    guard let header = attempt({ () throws(TraceError) in try TraceHeader(decoding: bytes) }) else {
        return 0
    }
    precondition(bytes.starts(with: header.encoded), "what is taken is written the same")
    let packed = [UInt8](bytes[header.byteCount...])
    let body = attempt { () throws(TraceError) in try TraceBody(decoding: packed, header) }
    guard let body else { return 0 }
    precondition(body.pages.count == header.operationCount)
    precondition(body.pages.allSatisfy { $0 < header.pageCount })
    precondition(TraceBody.encode(body.intervals) == packed, "what is taken is written the same")
    return 0
}
