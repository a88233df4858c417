import Testing

@testable import Scenarios

@Suite struct QuantityErrorTests {
    private func message(_ read: () throws(ValueError) -> Void) -> String {
        do throws(ValueError) {
            try read()
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("-1MiB", "\"-1MiB\" is not a size: it must not be negative"),
        ("nan", "\"nan\" is not a size"), ("", "\"\" is not a size"),
        ("1.2.3MiB", "\"1.2.3MiB\" is not a size"), (".5MiB", "\".5MiB\" is not a size"),
        ("5.MiB", "\"5.MiB\" is not a size"), ("1e9", "\"e9\" is not a unit of sizes"),
        ("64mib", "did you mean \"MiB\"?"), ("64 M", "\"M\" is not a unit of sizes"),
        ("0.3B", "not a whole number of bytes"), ("9999999TiB", "below 8 EiB"),
        ("99999999999999999999", "too many digits"), ("1\u{7}MiB", "\"\\u{7}MiB\" is not a unit"),
        ("inf", "such as 256MiB"),
    ])
    func sizes(text: String, expected: String) {
        let message = message { () throws(ValueError) in _ = try ByteSize(parsing: text) }
        #expect(message.contains(expected), "\(message)")
        #expect(message.contains("such as 256MiB"), "\(message)")
    }

    @Test(arguments: [
        ("25", "\"25\" has no unit"), ("25Gb", "did you mean \"Gb/s\"?"),
        ("25 gb/s", "\"gb/s\" is not a unit of rates; allowed:"),
        ("-3MiB/s", "must not be negative"),
        ("5000TB/s", "not from 1 B/s to 1 PB/s"), ("1b/s", "not from 1 B/s to 1 PB/s"),
        ("fast", "\"fast\" is not a rate"), ("NaN", "is not a rate"),
    ])
    func rates(text: String, expected: String) {
        let message = message { () throws(ValueError) in _ = try ByteRate(parsing: text) }
        #expect(message.contains(expected), "\(message)")
        #expect(message.contains("64MiB/s or 25Gb/s"), "\(message)")
    }

    @Test(arguments: [
        ("300", "\"300\" has no unit"), ("300 msec", "\"msec\" is not a unit of time"),
        ("-2s", "must not be negative"), ("0.1us", "not a whole number of microseconds"),
        ("99999999999999999h", "too long"), ("soon", "\"soon\" is not a time"),
    ])
    func spans(text: String, expected: String) {
        let message = message { () throws(ValueError) in _ = try TimeSpan(parsing: text) }
        #expect(message.contains(expected), "\(message)")
        #expect(message.contains("300ms or 2s"), "\(message)")
    }

    @Test func longTextIsCutInMessages() {
        let long = String(repeating: "x", count: 100_000)
        let message = message { () throws(ValueError) in _ = try ByteSize(parsing: long) }
        #expect(message.count < 300)
    }
}
