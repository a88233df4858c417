internal import CSodium

/// A one-time secret of 256 random bits and the keyed proofs made with it.
///
/// It prints as a placeholder, so that no log holds it; only its encoded form carries the bits.
public struct SecretKey: Codable, Sendable, CustomStringConvertible {
    /// The size of a proof in bytes (HMAC-SHA-512 cut to 256 bits).
    public static let proofBytes = 32

    private let bytes: [UInt8]

    /// A fresh key from the system's random source.
    public init() {
        Self.initialiseLibrary()
        var fresh = [UInt8](repeating: 0, count: Int(crypto_auth_KEYBYTES))
        unsafe randombytes_buf(&fresh, fresh.count)
        bytes = fresh
    }

    /// Decodes a key; a wrong size is refused.
    public init(from decoder: any Decoder) throws {
        Self.initialiseLibrary()
        let container = try decoder.singleValueContainer()
        bytes = try container.decode([UInt8].self)
        guard bytes.count == Int(crypto_auth_KEYBYTES) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a token has \(crypto_auth_KEYBYTES) bytes")
        }
    }

    /// Encodes the secret itself: for the control stream only.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }

    /// Proves that the maker holds the key and means `message`.
    public func proof(for message: [UInt8]) -> [UInt8] {
        var proof = [UInt8](repeating: 0, count: Self.proofBytes)
        let result = unsafe crypto_auth(&proof, message, UInt64(message.count), bytes)
        precondition(result == 0, "crypto_auth cannot fail")
        return proof
    }

    /// Whether `proof` was made with this key for `message`; compared in constant time.
    public func accepts(_ proof: [UInt8], for message: [UInt8]) -> Bool {
        guard proof.count == Self.proofBytes else { return false }
        return unsafe crypto_auth_verify(proof, message, UInt64(message.count), bytes) == 0
    }

    /// Says that there is a key, not which.
    public var description: String { "<secret>" }

    private static func initialiseLibrary() {
        // 0 the first time, 1 later, -1 when there is no random source: nothing works then.
        precondition(sodium_init() >= 0, "libsodium finds no random source")
    }
}
