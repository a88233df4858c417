/// One thing that the doctor looked at on a host.
public struct Finding: Codable, Sendable, Hashable {
    /// What was looked at.
    public enum Topic: String, Codable, Sendable, CaseIterable {
        case governor
        case smt = "SMT"
        case memlock
        case hugePages = "huge pages"
        case transparentHugePages = "transparent huge pages"
        case freeMemory = "free memory"
        case swap
        case rdma = "RDMA devices"
        case rdmaAddresses = "RDMA addresses"
        case rdmaMTU = "RDMA packets"
        case rdmaCongestion = "RDMA congestion"
        case nic = "NIC"
        case clockSource = "clock source"
        case load = "other load"
        case virtualisation
    }

    /// How good or bad it is.
    public enum State: String, Codable, Sendable {
        /// Figures are safe from it.
        case ok
        /// Figures will wobble, or some cases cannot run; also where nothing could be seen.
        case warning
        /// Figures will be wrong, or runs will fail.
        case problem
    }

    /// What was looked at.
    public let topic: Topic
    /// How good or bad it is.
    public let state: State
    /// What is, in a few words.
    public let observed: String
    /// Why that spoils figures; nil where it does not.
    public let reason: String?
    /// The exact command that mends it, or who could where none does from here.
    public let remedy: String?

    static func ok(_ topic: Topic, _ observed: String) -> Finding {
        Finding(topic: topic, state: .ok, observed: observed, reason: nil, remedy: nil)
    }

    static func warning(
        _ topic: Topic, _ observed: String, because reason: String, remedy: String? = nil
    ) -> Finding {
        Finding(topic: topic, state: .warning, observed: observed, reason: reason, remedy: remedy)
    }

    static func problem(
        _ topic: Topic, _ observed: String, because reason: String, remedy: String? = nil
    ) -> Finding {
        Finding(topic: topic, state: .problem, observed: observed, reason: reason, remedy: remedy)
    }
}
