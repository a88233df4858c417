import TestSupport
import Testing

/// Everything that needs a device; one after the other, because resources are counted.
@Suite(.serialized, .enabled(if: Hardware.mayRun, Hardware.comment))
struct DeviceTests {}

/// A value that one thread leaves for another.
final class Box<Value: Sendable>: Sendable {
    private let result = Synchronized<Result<Value, any Error>?>(nil)

    func set(_ body: () throws -> Value) { result.set(Result(catching: body)) }

    func get() throws -> Value { try #require(result.value).get() }
}
