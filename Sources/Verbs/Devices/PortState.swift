internal import CVerbs

/// What a port of a device reports about itself.
public struct PortState: Sendable, Equatable {
    /// Counted from 1.
    public let number: UInt8
    /// Whether it can carry data.
    public let state: State
    /// What it is plugged into.
    public let linkLayer: LinkLayer
    /// Bytes of payload in a packet, as agreed with the link; nil for an unknown code.
    public let activeMTU: Int?
    /// Bytes of payload in a packet that the device could do; nil for an unknown code.
    public let maximumMTU: Int?
    /// Gigabits a second on the wire; nil for an unknown code.
    public let gigabitsPerSecond: Double?
    /// Entries of its GID table, empty ones included.
    public let gidTableLength: Int

    /// The state of a port (`ibv_port_state`).
    public enum State: Sendable, Hashable, CustomStringConvertible {
        case down, initialising, armed, active, activeDeferred
        case unknown(UInt32)

        init(code: UInt32) {
            switch code {
            case 1: self = .down
            case 2: self = .initialising
            case 3: self = .armed
            case 4: self = .active
            case 5: self = .activeDeferred
            default: self = .unknown(code)
            }
        }

        /// The state in words.
        public var description: String {
            switch self {
            case .down: "down: no cable, or the interface is off"
            case .initialising: "initialising: waiting for the subnet manager"
            case .armed: "armed: waiting for the subnet manager"
            case .active: "active"
            case .activeDeferred: "active, link lost a moment ago"
            case .unknown(let code): "state \(code)"
            }
        }
    }

    /// What a port is plugged into (IBV_LINK_LAYER_*).
    public enum LinkLayer: Sendable, Hashable, CustomStringConvertible {
        case infiniBand, ethernet
        case unknown(UInt8)

        init(code: UInt8) {
            // 0 is "unspecified", which the library's documentation says means InfiniBand.
            switch code {
            case 0, 1: self = .infiniBand
            case 2: self = .ethernet
            default: self = .unknown(code)
            }
        }

        /// The name.
        public var description: String {
            switch self {
            case .infiniBand: "InfiniBand"
            case .ethernet: "Ethernet"
            case .unknown(let code): "link layer \(code)"
            }
        }
    }

    init(number: UInt8, _ attributes: ibv_port_attr) {
        self.number = number
        state = State(code: attributes.state.rawValue)
        linkLayer = LinkLayer(code: attributes.link_layer)
        activeMTU = Self.mtu(code: attributes.active_mtu.rawValue)
        maximumMTU = Self.mtu(code: attributes.max_mtu.rawValue)
        gigabitsPerSecond = Self.speed(
            width: attributes.active_width, lane: attributes.active_speed)
        gidTableLength = max(0, Int(attributes.gid_tbl_len))
    }

    /// The bytes behind a code of `ibv_mtu`.
    static func mtu(code: UInt32) -> Int? {
        (1...5).contains(code) ? 128 << Int(code) : nil
    }

    /// Gigabits a second of all lanes together.
    static func speed(width: UInt8, lane: UInt8) -> Double? {
        let lanes: [UInt8: Double] = [1: 1, 2: 4, 4: 8, 8: 12, 16: 2]
        // SDR, DDR, QDR, FDR10, FDR, EDR, HDR, NDR
        let speeds: [UInt8: Double] = [
            1: 2.5, 2: 5, 4: 10, 8: 10, 16: 14, 32: 25, 64: 50, 128: 100,
        ]
        guard let count = lanes[width], let speed = speeds[lane] else { return nil }
        return count * speed
    }
}
