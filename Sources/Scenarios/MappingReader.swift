package import Yams

/// Reads the values of one mapping: each error is collected, and a default stands in.
package struct MappingReader {
    /// The path of the mapping; empty for the whole file.
    package let path: String
    private let context: DecodingContext
    private let values: [String: Node]
    private let mark: Mark?

    /// Reads the keys of a mapping; nil, with an error collected, if it is not one.
    package init?(_ node: Node, path: String, keys: [String], context: DecodingContext) {
        self.path = path
        self.context = context
        mark = node.mark
        context.place(path, node)
        let place = path.isEmpty ? "the file" : path
        guard case .mapping(let mapping) = node else {
            context.fail(
                path, at: node.mark,
                ValueError(
                    "\(place) must be a mapping, not \(node.kindInWords)",
                    allowed: keys.joined(separator: ", ")))
            return nil
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key, keys.contains(scalar.string) else {
                let name = key.scalar?.string ?? ""
                context.report(
                    ValueError(
                        "unknown key \(quoted(name)) in \(place)",
                        allowed: keys.joined(separator: ", "),
                        suggestion: context.isFull
                            ? nil : NearMiss.suggestion(for: name, among: keys)), at: key.mark)
                continue
            }
            values[scalar.string] = value
        }
        self.values = values
    }

    /// The node of a key, if it is there.
    package subscript(key: String) -> Node? { values[key] }

    /// The path of a key.
    package func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Reports a key that must be there and is not.
    package func require(_ key: String, example: String) {
        guard values[key] == nil else { return }
        let place = path.isEmpty ? "the file" : path
        context.fail(
            self.path(key), at: mark, ValueError("\(place) has no \(key)", allowed: example))
    }

    /// A single value, or `fallback` if it is absent or wrong.
    package func value<Value>(
        _ key: String, _ fallback: Value, _ read: (String) throws(ValueError) -> Value
    ) -> Value {
        guard let node = values[key] else { return fallback }
        return scalar(node, path(key), read) ?? fallback
    }

    /// A scalar or a list of scalars; nil if the key is absent.
    package func list<Value>(
        _ key: String, _ read: (String) throws(ValueError) -> Value
    ) -> [Value]? {
        elements(key) { node, path in scalar(node, path, read) }
    }

    /// One element or a list of elements; nil if the key is absent.
    ///
    /// Elements that could not be read are left out.
    package func elements<Value>(_ key: String, _ read: (Node, String) -> Value?) -> [Value]? {
        guard let node = values[key] else { return nil }
        let path = path(key)
        context.place(path, node)
        var nodes = [node]
        if case .sequence(let sequence) = node { nodes = Array(sequence) }
        var result: [Value] = []
        for element in nodes {
            if let value = read(element, "\(path)[\(result.count)]") {
                result.append(value)
            } else {
                context.dropElement(result.count, of: path)
            }
        }
        return result
    }

    private func scalar<Value>(
        _ node: Node, _ path: String, _ read: (String) throws(ValueError) -> Value
    ) -> Value? {
        context.place(path, node)
        let key = String(path.split(separator: ".").last?.prefix { $0 != "[" } ?? "")
        guard case .scalar(let scalar) = node else {
            context.fail(
                path, at: node.mark,
                ValueError("\(key) must be a single value, not \(node.kindInWords)"))
            return nil
        }
        do throws(ValueError) {
            if scalar.string.isEmpty && scalar.style == .plain {
                throw ValueError("\(key) has no value")
            }
            return try read(scalar.string)
        } catch {
            context.fail(path, at: node.mark, error)
            return nil
        }
    }
}

extension Node {
    /// What the node is, for error messages.
    var kindInWords: String {
        switch self {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : quoted(scalar.string)
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
