internal import FoundationEssentials

/// JSON beside the tables, and what is wrong with it in words.
package enum SidecarFile {
    /// The largest one that is read.
    static let maximumBytes = 64 << 20

    /// What the bytes of a file hold; `path` is for the error.
    ///
    /// - Throws: ``ResultsError`` `.sidecar`.
    package static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], path: String
    ) throws(ResultsError) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw .sidecar(path: path, what: words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): "no \(place(context.codingPath + [key]))"
        case .valueNotFound(_, let context): "no \(place(context.codingPath))"
        case .typeMismatch(_, let context): "\(place(context.codingPath)) is of another kind"
        default: "it is no JSON"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "the whole" : path.map(\.stringValue).joined(separator: ".")
    }
}
