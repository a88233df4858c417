/// Numeric IP addresses, by their form.
public enum NumericAddress {
    /// Whether `text` is an address of a host to itself.
    public static func isLoopback(_ text: String) -> Bool {
        isIPv4(text) && text.hasPrefix("127.") || text == "::1"
    }

    /// Whether `text` is an IPv4 or IPv6 address, the latter with a zone where it needs one.
    public static func isValid(_ text: String) -> Bool {
        isIPv4(text) || isIPv6(text)
    }

    private static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.allSatisfy { ("0"..."9").contains($0) } && UInt8(part) != nil
            }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let zone = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = zone.first, zone.count == 1 || !zone[1].isEmpty else { return false }
        let halves = address.split(separator: "::", omittingEmptySubsequences: false)
        let groups = halves.map { half in
            half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
        }
        let parts = groups.flatMap { $0 }
        // An IPv4 address may stand at the very end, for two groups.
        let hasIPv4 = groups.last?.last.map(isIPv4) ?? false
        guard parts.dropLast(hasIPv4 ? 1 : 0).allSatisfy(isGroup) else { return false }
        let count = parts.count + (hasIPv4 ? 1 : 0)
        return halves.count == 1 ? count == 8 : halves.count == 2 && count < 8
    }

    private static func isGroup(_ text: Substring) -> Bool {
        (1...4).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }
}
