internal import FoundationEssentials

/// A trace travels as its file in base64.
extension Trace: Codable {
    /// Reads what a peer has sent, with every limit checked.
    /// - Throws: `DecodingError` where it is no trace.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let file = Data(base64Encoded: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no base64")
        }
        do { try self.init(decoding: [UInt8](file)) } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    /// Writes the file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Data(encoded).base64EncodedString())
    }
}
