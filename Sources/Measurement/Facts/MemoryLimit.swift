/// A limit on memory: a count of bytes, or none.
public enum MemoryLimit: Sendable, Hashable, Codable {
    /// At most this many bytes.
    case bytes(UInt64)
    /// No limit.
    case unlimited

    /// Whether this many bytes are within the limit.
    public func allows(_ bytes: UInt64) -> Bool {
        switch self {
        case .bytes(let limit): bytes <= limit
        case .unlimited: true
        }
    }

    /// Reads a text: a number of bytes, or `unlimited`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let limit = MemoryLimit(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "neither bytes nor unlimited: \(text)")
        }
        self = limit
    }

    /// Writes a text: a number of bytes, or `unlimited`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bytes(let bytes): try container.encode(String(bytes))
        case .unlimited: try container.encode("unlimited")
        }
    }

    /// A limit as `/proc/self/limits` writes it.
    init?(_ text: String) {
        if text == "unlimited" {
            self = .unlimited
        } else if let bytes = UInt64(text) {
            self = .bytes(bytes)
        } else {
            return nil
        }
    }
}
