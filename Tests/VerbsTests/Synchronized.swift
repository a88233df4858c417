import Platform
import Synchronization

/// A value behind a lock.
final class Synchronized<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) { stored = Mutex(value) }

    var value: Value { stored.withLock { $0 } }

    func set(_ value: Value) { stored.withLock { $0 = value } }
}

/// Runs two bodies at a time and gives back what both returned.
func together<First: Sendable, Second: Sendable>(
    _ first: @escaping @Sendable () throws -> First, _ second: () throws -> Second
) throws -> (First, Second) {
    let box = Box<First>()
    let thread = try NativeThread(name: "other end") { box.set(first) }
    let own = Result(catching: second)
    try thread.join(until: .after(seconds: 60))
    let other = try box.get()
    return (other, try own.get())
}
