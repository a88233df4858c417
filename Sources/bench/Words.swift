internal import ArgumentParser
internal import Scenarios

/// Turns what is wrong with a value into an error of the option.
enum Words {
    static func of<Value>(
        _ option: String, _ read: () throws(ValueError) -> Value
    ) throws -> Value {
        do throws(ValueError) { return try read() } catch {
            throw ValidationError("\(option): \(error)")
        }
    }
}
