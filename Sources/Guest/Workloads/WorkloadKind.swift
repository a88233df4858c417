/// The patterns of page writes, by the names that users type.
public enum WorkloadKind: String, Codable, Sendable, CaseIterable {
    case idle, uniform, hotset, zipf, sequential, replay

    /// One line for `bench list workloads`.
    public var summary: String {
        switch self {
        case .idle: "the vCPUs run but write nothing"
        case .uniform: UniformPages.summary
        case .hotset: HotSetPages.summary
        case .zipf: ZipfPages.summary
        case .sequential: SequentialPages.summary
        case .replay: ReplayPages.summary
        }
    }
}
