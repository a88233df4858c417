internal import Platform

/// Where a host takes data connections: a numeric address, or a name of what has one.
public enum DataAddress {
    /// A name that this host does not know, or that has no address.
    public struct Unusable: Error, CustomStringConvertible {
        /// What was asked for.
        public let name: String
        /// Why it does not do, and what this host has.
        public let reason: String

        /// As a user reads it.
        public var description: String { "data address \(name): \(reason)" }
    }

    /// Whether `text` can be either by its form.
    public static func isSound(_ text: String) -> Bool {
        // Names of interfaces have 15 characters at most (IFNAMSIZ), those of devices 63.
        NumericAddress.isValid(text) && NumericAddress.isOneHost(text)
            || !NumericAddress.isValid(text) && (1...63).contains(text.utf8.count)
                && text.allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber || "_.-@".contains($0))
                }
                && !text.hasPrefix(".") && !text.hasPrefix("-")
    }

    /// Whether only a host itself can tell what `text` means there: a name, or an address within a link.
    public static func isOfHost(_ text: String) -> Bool {
        !NumericAddress.isValid(text) || NumericAddress.isLinkLocal(text)
            || NumericAddress.zone(of: text) != nil
    }

    /// The numeric address behind `text`: itself where this host has it, or that of an RDMA device (of
    /// its first active port that has one) or of a network interface of this host, IPv4 before IPv6.
    /// - Throws: ``Unusable`` where there is none, or this host does not have it; ``SystemError`` where
    ///   the kernel does not tell.
    public static func resolved(_ text: String) throws -> String {
        let tree = HostTree(root: "/")
        if NumericAddress.isValid(text) {
            try checkZone(of: text)
            let address = NumericAddress.canonical(text) ?? text
            try checkIsOwn(address, tree)
            return address
        }
        let facts = HostFacts.read(tree, .none).network
        if facts.rdmaDevices.contains(where: { $0.name == text }) {
            switch RDMAReach.of(tree, device: text, interfaceAddress: RDMAReach.interfaceAddress) {
            case .at(let address, _): return address
            case .nowhere(let reason): throw Unusable(name: text, reason: reason)
            case .noDevice: preconditionFailure("the device was found above")
            }
        }
        let interfaces = tree.names(in: "sys/class/net")
        guard interfaces.contains(text) else {
            let names = facts.rdmaDevices.map(\.name) + interfaces
            throw Unusable(
                name: text,
                reason: "the host has none of that name; it has "
                    + names.joined(separator: ", "))
        }
        guard let address = try NetworkInterface(text).address() else {
            throw Unusable(name: text, reason: "the interface has no IP address")
        }
        return address
    }

    /// Not whether one can listen there: that is so of a network's broadcast address too.
    private static func checkIsOwn(_ address: String, _ tree: HostTree) throws {
        guard try NetworkInterface.having(address) == nil, !NumericAddress.isLoopback(address)
        else { return }
        let own = try tree.names(in: "sys/class/net").compactMap { name in
            try NetworkInterface(name).address().map { "\($0) (\(name))" }
        }
        throw Unusable(
            name: address,
            reason: "the host does not have it; it has \(own.joined(separator: ", "))")
    }

    /// Looks whether the zone of an address is an interface of this host; one within a link must have one.
    /// - Throws: ``Unusable`` where it is not.
    public static func checkZone(of text: String) throws(Unusable) {
        let interfaces = HostTree(root: "/").names(in: "sys/class/net")
        guard let zone = NumericAddress.zone(of: text) else {
            guard NumericAddress.isLinkLocal(text) else { return }
            throw Unusable(
                name: text,
                reason:
                    "it is one within a link: say which, such as \(text)%\(interfaces.first ?? "eth0")"
            )
        }
        guard NumericAddress.isLinkLocal(text) else {
            throw Unusable(
                name: text,
                reason: "it is none within a link, and only those take a zone (%\(zone))")
        }
        guard interfaces.contains(zone) else {
            throw Unusable(
                name: text,
                reason: "the host has no interface \(zone); it has "
                    + interfaces.joined(separator: ", "))
        }
    }
}
