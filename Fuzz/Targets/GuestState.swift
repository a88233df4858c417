@testable import Guest
@testable import Migration

/// The state of a guest, the first byte being its number of vCPUs, an answer, and a clock's reading.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(start, count)
    let vcpus = Int(bytes.first ?? 0) + 1
    let body = [UInt8](bytes.dropFirst())
    _ = attempt { () throws(TransportError) in try AnswerCoding.decode(body) }
    if let time = attempt({ () throws(TransportError) in try ClockCoding.decode(body) }) {
        var again: [UInt8] = []
        ClockCoding.encode(time, to: &again)
        precondition(again == body, "what is taken is written the same")
    }
    let state = attempt { () throws(TransportError) in
        try StateCoding.decode(body, vcpus: vcpus)
    }
    guard let state else { return 0 }
    precondition(state.guest.operations.count == vcpus)
    var again: [UInt8] = []
    StateCoding.encode(state.guest, timeZero: state.timeZero, to: &again)
    precondition(body.starts(with: again), "what is taken is written the same")
    return 0
}
