internal import FoundationEssentials

/// All that environment.json says of a host, as a flat list.
///
///     network.nics.ens1f0.mtu_bytes   9000
///     cpu.idle_states                 POLL C1 C2
///
/// An object in a list is known by its `name`, else by its place.
struct RecordedFacts: Sendable, Hashable, Decodable {
    let all: [RecordedEnvironment.Fact]

    static let none = RecordedFacts(all: [])

    /// What changes by the minute, or is a host's own: it explains nothing.
    private static let fleeting = [
        "load.", "memory.available_bytes", "memory.huge_pages_free", "memory.swap_used_bytes",
        "host_name",
    ]

    /// Those that a comparison of two hosts is about.
    var lasting: [RecordedEnvironment.Fact] {
        all.filter { fact in
            !Self.fleeting.contains(where: fact.name.hasPrefix) && !fact.name.contains(".counters.")
                && !fact.name.hasSuffix(".name")  // it is in the path
                && !fact.name.hasSuffix(".huge_pages_free")
        }
    }

    init(all: [RecordedEnvironment.Fact]) { self.all = all }

    init(from decoder: any Decoder) throws {
        all = try JSONValue(from: decoder).flattened("")
    }
}

/// Any JSON.
private enum JSONValue: Decodable {
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Which kind it is shows only by trying.
    init(from decoder: any Decoder) throws {
        do { self = .object(try [String: JSONValue](from: decoder)) } catch {
            do { self = .list(try [JSONValue](from: decoder)) } catch {
                self = .text(try Self.word(decoder.singleValueContainer()))
            }
        }
    }

    private static func word(_ container: any SingleValueDecodingContainer) throws -> String {
        if container.decodeNil() { return "unknown" }
        do { return "\(try container.decode(Bool.self))" } catch {
            do { return "\(try container.decode(Decimal.self))" } catch {
                return try container.decode(String.self)
            }
        }
    }

    func flattened(_ path: String) -> [RecordedEnvironment.Fact] {
        switch self {
        case .text(let value): return [.init(name: path, value: value)]
        case .object(let members):
            return members.keys.sorted().flatMap { key in
                members[key]?.flattened(path.isEmpty ? key : "\(path).\(key)") ?? []
            }
        case .list(let items):
            let words = items.compactMap(\.word)
            if words.count == items.count {
                let value = words.isEmpty ? "none" : words.joined(separator: " ")
                return [.init(name: path, value: value)]
            }
            return items.enumerated().flatMap { index, item in
                item.flattened("\(path).\(item.name ?? "\(index)")")
            }
        }
    }

    private var word: String? { if case .text(let word) = self { word } else { nil } }

    private var name: String? {
        guard case .object(let members) = self else { return nil }
        return members["name"]?.word
    }
}
