import Foundation
import Platform
import Testing

@Suite struct SecretKeyTests {
    private let message = Array("channel 1".utf8)

    @Test func aProofHoldsForItsKeyAndMessageOnly() {
        let key = SecretKey()
        let proof = key.proof(for: message)
        #expect(proof.count == SecretKey.proofBytes)
        #expect(key.accepts(proof, for: message))
        #expect(key.proof(for: message) == proof)
        #expect(!SecretKey().accepts(proof, for: message))
        #expect(!key.accepts(proof, for: Array("channel 2".utf8)))
        #expect(!key.accepts(proof, for: []))
        #expect(key.accepts(key.proof(for: []), for: []))
    }

    @Test func anyFlippedBitIsSeen() {
        let key = SecretKey()
        let proof = key.proof(for: message)
        for bit in 0..<(proof.count * 8) {
            var wrong = proof
            wrong[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.accepts(wrong, for: message))
        }
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func aProofOfAnotherLengthIsRefused(_ count: Int) {
        let key = SecretKey()
        let long = key.proof(for: message) + [UInt8](repeating: 0, count: 64)
        #expect(!key.accepts([UInt8](long.prefix(count)), for: message))
    }

    @Test func itDoesNotPrint() throws {
        let key = SecretKey()
        #expect("\(key)" == "<secret>")
        #expect(String(describing: Optional(key)).contains("<secret>"))
        let first = try #require(
            try JSONDecoder().decode([UInt8].self, from: JSONEncoder().encode(key)).first)
        // In a larger value it is printed through its description too.
        struct Ticket { let key: SecretKey }
        #expect(!"\(Ticket(key: key))".contains("[\(first),"))
    }

    @Test func itSurvivesItsEncoding() throws {
        let key = SecretKey()
        let copy = try JSONDecoder().decode(SecretKey.self, from: JSONEncoder().encode(key))
        #expect(copy.accepts(key.proof(for: message), for: message))
    }

    @Test(arguments: [0, 1, 31, 33, 1000])
    func aWrongSizeIsNotDecoded(_ count: Int) throws {
        let bytes = try JSONEncoder().encode([UInt8](repeating: 1, count: count))
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SecretKey.self, from: bytes)
        }
    }

    @Test func twoKeysDiffer() throws {
        let keys = try (0..<100).map { _ in try JSONEncoder().encode(SecretKey()) }
        #expect(Set(keys).count == 100)
    }
}
