internal import FoundationEssentials

/// What a reader of a suite must know of the machines that it ran in: lab.json.
public struct LabFacts: Sendable, Codable, Hashable {
    /// `kvm`, or `tcg` for software emulation.
    public var accelerator: Accelerator
    /// The kernel in the machines.
    public var kernelVersion: String
    /// One machine with both agents, or two.
    public var machines: Int
    /// Memory of each machine.
    public var memoryBytes: Int
    /// Processors of each machine.
    public var cpus: Int
    /// What the link was made to be.
    public var link: LinkShape

    /// The file's text.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
            preconditionFailure("lab.json cannot be encoded: \(error)")
        }
    }
}
