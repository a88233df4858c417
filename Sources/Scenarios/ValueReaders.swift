internal import Guest
internal import Migration

/// Readers of single values, shared by scenario files and the command line.
enum ValueReaders {
    /// A whole number; its range is checked later, with the whole scenario.
    static func integer(_ text: String) throws(ValueError) -> Int {
        guard let value = Int(text) else {
            throw ValueError("\(quoted(text)) is not a whole number", allowed: "such as 5")
        }
        return value
    }

    /// A seed.
    static func seed(_ text: String) throws(ValueError) -> UInt64 {
        guard let value = UInt64(text) else {
            throw ValueError("\(quoted(text)) is not a seed", allowed: "0 to \(UInt64.max)")
        }
        return value
    }

    /// A share from 0 to 1.
    static func share(_ text: String) throws(ValueError) -> Double {
        let isNumber = text.allSatisfy { ("0"..."9").contains($0) || ".-+eE".contains($0) }
        guard isNumber, let value = Double(text), (0...1).contains(value) else {
            throw ValueError("\(quoted(text)) is not a share", allowed: "0 to 1, such as 0.25")
        }
        return value
    }

    /// `true` or `false`.
    static func boolean(_ text: String) throws(ValueError) -> Bool {
        guard let value = Bool(text) else {
            throw ValueError("\(quoted(text)) is not a choice", allowed: "true or false")
        }
        return value
    }

    /// The ways that guests go.
    static func direction(_ text: String) throws(ValueError) -> TrafficDirection {
        try name(text, of: "direction")
    }

    /// Any text.
    static func text(_ text: String) throws(ValueError) -> String { text }

    /// A transport by its name.
    static func transport(_ text: String) throws(ValueError) -> TransportKind {
        try name(text, of: "transport")
    }

    /// A workload by its name.
    static func workload(_ text: String) throws(ValueError) -> WorkloadKind {
        try name(text, of: "workload")
    }

    /// A page size by its name; a space before the unit is allowed as in sizes.
    static func pageSize(_ text: String) throws(ValueError) -> PageBacking {
        try name(text.filter { $0 != " " }, of: "page size")
    }

    /// A way to wait for completions by its name.
    static func completion(_ text: String) throws(ValueError) -> RDMAOptions.CompletionMode {
        try name(text, of: "completion mode")
    }

    static func rsocketWrite(_ text: String) throws(ValueError) -> RDMAOptions.RSocketWrite {
        try name(text, of: "way to write")
    }

    /// Options that are known by one word.
    static func preset(_ text: String) throws(ValueError) -> RDMAPreset {
        try name(text, of: "preset")
    }

    /// A place to look for zero pages by its name, or `auto`.
    static func zeroPageChoice(_ text: String) throws(ValueError) -> ZeroPageChoice {
        if text == ZeroPageChoice.automatic.description { return .automatic }
        let known = ["auto"] + ZeroPageDetection.allCases.map(\.rawValue)
        guard let value = ZeroPageDetection(rawValue: text) else {
            throw unknown(text, "zero-page detection", known)
        }
        return .explicit(value)
    }

    /// A bandwidth or `none`, which measures it.
    static func optionalRate(_ text: String) throws(ValueError) -> ByteRate? {
        text == "none" ? nil : try ByteRate(parsing: text)
    }

    private static func name<Name>(_ text: String, of what: String) throws(ValueError) -> Name
    where Name: RawRepresentable & CaseIterable, Name.RawValue == String {
        guard let value = Name(rawValue: text) else {
            throw unknown(text, what, Name.allCases.map(\.rawValue))
        }
        return value
    }

    private static func unknown(_ text: String, _ what: String, _ known: [String]) -> ValueError {
        ValueError(
            "unknown \(what) \(quoted(text))", allowed: known.joined(separator: ", "),
            suggestion: NearMiss.suggestion(for: text, among: known))
    }
}
