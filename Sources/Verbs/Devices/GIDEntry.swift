internal import CVerbs
internal import Glibc

/// One address of a port.
public struct GIDEntry: Sendable, Equatable {
    /// The port, counted from 1.
    public let port: UInt32
    /// Where it stands in the port's table.
    public let index: UInt32
    /// Which protocol uses it.
    public let kind: Kind
    /// Its 16 bytes.
    public let bytes: [UInt8]
    /// The network interface that it belongs to; nil on InfiniBand and where it is gone.
    public let interface: String?

    /// What an address is good for (`ibv_gid_type`).
    public enum Kind: Sendable, Hashable, CustomStringConvertible {
        case infiniBand, roceV1, roceV2
        case unknown(UInt32)

        init(code: UInt32) {
            switch code {
            case 0: self = .infiniBand
            case 1: self = .roceV1
            case 2: self = .roceV2
            default: self = .unknown(code)
            }
        }

        /// The name, for example `RoCE v2`.
        public var description: String {
            switch self {
            case .infiniBand: "InfiniBand"
            case .roceV1: "RoCE v1"
            case .roceV2: "RoCE v2"
            case .unknown(let code): "GID type \(code)"
            }
        }
    }

    init(_ entry: ibv_gid_entry) {
        port = entry.port_num
        index = entry.gid_index
        kind = Kind(code: entry.gid_type)
        var copy = entry
        var raw = [UInt8](repeating: 0, count: 16)
        unsafe verbs_gid_bytes(&copy, &raw)
        bytes = raw
        interface = Self.interfaceName(entry.ndev_ifindex)
    }

    /// The IP address that it stands for, IPv4 in its usual form; on InfiniBand the GID as people
    /// write it.
    public var address: String { Self.text(of: bytes) }

    static func text(of bytes: [UInt8]) -> String {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        let isMapped = Array(bytes.prefix(12)) == mapped
        let source = isMapped ? Array(bytes.suffix(4)) : bytes
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isMapped ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, source, &text, socklen_t(text.count)) != nil else {
            return "unreadable"
        }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func interfaceName(_ index: UInt32) -> String? {
        guard index != 0 else { return nil }
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        guard unsafe if_indextoname(index, &name) != nil else { return nil }
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
