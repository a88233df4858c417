internal import Glibc

/// Numeric IP addresses, by their form.
public enum NumericAddress {
    /// Whether `text` is an address of a host to itself, however it is written.
    public static func isLoopback(_ text: String) -> Bool {
        guard let bytes = bytes(of: text) else { return false }
        return bytes[12] == 127 && bytes.starts(with: mapped)
            || bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// Whether both name the same address, however they are written; of a zone only its own host knows.
    public static func isSame(_ one: String, _ other: String) -> Bool {
        guard let address = bytes(of: one) else { return false }
        return address == bytes(of: other)
    }

    /// The address as the kernel writes it (RFC 5952), with its zone as it stands; nil where it is none.
    ///
    /// An IPv4 address that is written as one of IPv6 (::ffff:10.0.0.1) is one of IPv4.
    public static func canonical(_ text: String) -> String? {
        guard let bytes = bytes(of: text) else { return nil }
        let isOfIPv4 = bytes.starts(with: mapped)
        var name = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isOfIPv4 ? AF_INET : AF_INET6
        let raw = isOfIPv4 ? [UInt8](bytes.suffix(4)) : bytes
        guard unsafe inet_ntop(family, raw, &name, socklen_t(name.count)) != nil else { return nil }
        let address = String(
            decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return address + (zone(of: text).map { "%\($0)" } ?? "")
    }

    /// Whether `text` is an address within one link (fe80::/10), which means nothing without a zone.
    public static func isLinkLocal(_ text: String) -> Bool {
        guard let bytes = bytes(of: text) else { return false }
        return bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    /// The zone of an IPv6 address, the name of an interface; nil where it has none.
    public static func zone(of text: String) -> String? {
        text.firstIndex(of: "%").map { String(text[text.index(after: $0)...]) }
    }

    /// What an IPv4 address begins with in 16 bytes (RFC 4291, 2.5.5.2).
    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// The 16 bytes of an address without its zone; nil where it is none.
    private static func bytes(of text: String) -> [UInt8]? {
        let address = isIPv4(text) ? "::ffff:\(text)" : String(text.prefix { $0 != "%" })
        var bytes = [UInt8](repeating: 0, count: 16)
        guard isValid(text), unsafe inet_pton(AF_INET6, address, &bytes) == 1 else { return nil }
        return bytes
    }

    /// Whether `text` is an IPv4 or IPv6 address, the latter with a zone where it needs one.
    public static func isValid(_ text: String) -> Bool {
        isIPv4(text) || isIPv6(text)
    }

    /// Whether a numeric address is that of one host: neither any address (0.0.0.0, ::) nor a group's
    /// or everybody's.
    public static func isOneHost(_ text: String) -> Bool {
        let address = text.prefix { $0 != "%" }
        // An IPv4 address may stand at the end of an IPv6 address.
        if let tail = address.split(separator: ":").last, isIPv4(tail) {
            return tail.split(separator: ".").first.flatMap { UInt8($0) }
                .map { (1..<224).contains($0) } ?? false
        }
        let group = address.prefix { $0 != ":" }
        let isMulticast = group.count == 4 && group.lowercased().hasPrefix("ff")
        return address.contains { $0 != "0" && $0 != ":" } && !isMulticast
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
        // The name of an interface (IFNAMSIZ), or its number.
        guard let address = zone.first,
            zone.count == 1 || (1..<Int(IFNAMSIZ)).contains(zone[1].utf8.count)
        else { return false }
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
