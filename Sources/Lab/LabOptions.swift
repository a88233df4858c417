/// What a lab is to be.
public struct LabOptions: Sendable {
    /// What runs the machines.
    public var accelerator: Accelerator.Choice
    /// One machine with both agents in place of two.
    public var isSolo: Bool
    /// Memory of each machine.
    public var memoryBytes: Int
    /// What of it is reserved for guests in huge pages of 2 MiB.
    public var reservedBytes: Int
    /// Processors of each machine.
    public var cpus: Int
    /// What the link is made to be.
    public var shape: LinkShape
    /// This program, as it is put into the machines.
    public var executable: String
    /// What is put into them besides.
    public var files: [LabFile] = []

    /// Two machines of 1 GiB unless said otherwise.
    public init(
        accelerator: Accelerator.Choice = .auto, isSolo: Bool = false,
        memoryBytes: Int = 1 << 30, reservedBytes: Int = 0, cpus: Int = 1,
        shape: LinkShape = LinkShape(), executable: String
    ) {
        self.accelerator = accelerator
        self.isSolo = isSolo
        self.memoryBytes = memoryBytes
        self.reservedBytes = reservedBytes
        self.cpus = cpus
        self.shape = shape
        self.executable = executable
    }
}
