import Testing

@testable import Verbs

/// Keys give access to memory: no way of printing shows them.
@Suite struct KeyTests {
    static let number: UInt32 = 0x1234_5678

    private static func everyPrint(_ value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return [
            "\(value)", String(describing: value), String(reflecting: value), dumped,
            "\([value])", String(describing: Optional(value)), "\(["key": value])",
            String(reflecting: (1, value)),
        ]
    }

    private static func shows(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.contains(String(number)) || lower.contains(String(number, radix: 16))
    }

    @Test func remoteKeyPrintsAsAPlaceholder() {
        let key = RemoteKey(wireValue: Self.number)
        for text in Self.everyPrint(key) { #expect(!Self.shows(text), "\(text)") }
        #expect("\(key)" == "<remote key>")
        #expect(key.wireValue == Self.number)
    }

    @Test func localKeyPrintsAsAPlaceholder() {
        let key = LocalKey(value: Self.number)
        for text in Self.everyPrint(key) { #expect(!Self.shows(text), "\(text)") }
        #expect("\(key)" == "<local key>")
    }

    @Test func whatHoldsAKeyDoesNotPrintItEither() throws {
        let remote = RemoteMemory(address: 4096, key: RemoteKey(wireValue: Self.number))
        for text in Self.everyPrint(remote) { #expect(!Self.shows(text), "\(text)") }
        let page = unsafe UnsafeMutableRawPointer(bitPattern: 4096)!
        let segment = unsafe Segment(
            address: page, byteCount: 1, key: LocalKey(value: Self.number))
        for text in Self.everyPrint(segment) { #expect(!Self.shows(text), "\(text)") }
    }
}
