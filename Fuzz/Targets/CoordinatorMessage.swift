@testable import Guest
@testable import Migration
@testable import Session

/// What a coordinator says, as the agent takes it: frames, messages, and what is held against limits
/// before anything is done.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    for message in messages(CoordinatorMessage.self, in: unsafe fuzzInput(start, count)) {
        expectSameWhenEncoded(message)
        switch message {
        case .prepare(let preparation): use(preparation)
        case .hello(let hello):
            _ = hello.silenceSeconds.flatMap(Silence.init(seconds:))?.stuckSeconds
        case .lease(let lease?): _ = lease.summary
        default: break
        }
    }
    return 0
}

/// What is made of it before memory is taken.
private func use(_ preparation: Preparation) {
    let isSound = attempt { () throws(UnsoundPreparation) in try preparation.check() } != nil
    guard isSound else { return }
    let guest = preparation.spec.guest
    precondition((1...GuestMemory.maximumPages).contains(guest.pageCount))
    _ = Pace(guest)?.operationsDue(elapsed: 3.6e12)
    _ = PagePattern(guest, vcpu: 0)
    _ = preparation.entry(.byDefault)
    _ = preparation.spec.label
    _ = preparation.spec.migration.rdmaOptions.windowBytes
}
