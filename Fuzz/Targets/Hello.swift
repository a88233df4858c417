import Foundation

@testable import Migration

/// Always the same ticket, so that a hello in the corpus stays valid: run 16 x 1, key 32 x 2.
private let handshake: Handshake = {
    func list(_ byte: UInt8, _ count: Int) -> String {
        "[" + [String](repeating: "\(byte)", count: count).joined(separator: ",") + "]"
    }
    let json = "{\"runID\":\(list(1, 16)),\"key\":\(list(2, 32))}"
    do {
        return Handshake(
            ticket: try JSONDecoder().decode(DataPlaneTicket.self, from: Data(json.utf8)))
    } catch { preconditionFailure("\(error)") }
}()

/// The first bytes on a data connection.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(start, count)
    let channel = attempt { () throws(TransportError) in
        try handshake.channel(inHello: bytes)
    }
    if let channel {
        precondition(bytes == handshake.hello(channel: channel), "a forged hello")
    }
    _ = handshake.accepts(reply: bytes, channel: 0)
    return 0
}
