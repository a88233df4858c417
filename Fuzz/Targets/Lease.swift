@testable import Session

/// What another user of the host has left in the lock of its lease.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    _ = HostLease.lease(unsafe fuzzInput(start, count))?.summary
    return 0
}
