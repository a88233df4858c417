internal import ArgumentParser
internal import Lab
internal import Platform
internal import Scenarios

/// Options that say what the lab is to be.
struct LabArguments: ParsableArguments {
    /// ``Accelerator/Choice`` as it is typed.
    enum Accel: String, ExpressibleByArgument {
        case auto, kvm, tcg

        var choice: Accelerator.Choice {
            switch self {
            case .auto: .auto
            case .kvm: .kvm
            case .tcg: .tcg
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "What runs the machines: auto, kvm or tcg (software emulation).",
            valueName: "accelerator"))
    var accel = Accel.auto

    @Flag(help: "One machine with both agents, in place of two.")
    var solo = false

    @Option(
        help: ArgumentHelp(
            "Memory of each machine; 1 GiB or what the plan needs by default.", valueName: "size"))
    var machineMemory: String?

    @Option(help: ArgumentHelp("Processors of each machine.", valueName: "n"))
    var machineCpus = 1

    @Option(help: ArgumentHelp("The link's rate, for example 1Gb/s.", valueName: "rate"))
    var rate: String?

    @Option(
        help: ArgumentHelp(
            "The link's delay one way, for example 5ms; 400ms at most.", valueName: "time"))
    var delay: String?

    @Option(
        help: ArgumentHelp(
            "Packets that the link loses, for example 1%; 50% at most.", valueName: "share"))
    var loss: String?

    /// What the machine itself takes besides the guests: kernel, file system, agents.
    private static let ownBytes = 512 << 20

    func validate() throws {
        _ = try shape()
        _ = try memory(RunEstimate([]))
        guard (1...64).contains(machineCpus) else {
            throw ValidationError("--machine-cpus \(machineCpus): allowed are 1 to 64")
        }
    }

    /// The link; only words that cannot be read throw.
    private func shape() throws -> LinkShape {
        let rate = try rate.map { try value("--rate", $0, ByteRate.init(parsing:)) }
        let delay = try delay.map { try value("--delay", $0, TimeSpan.init(parsing:)) }
        if let bytes = rate?.bytesPerSecond, bytes < 1000 {
            throw ValidationError("--rate \(self.rate ?? ""): a link needs 1 kB/s at least")
        }
        if let delay, delay > LinkShape.longestDelay {
            throw ValidationError(
                "--delay \(self.delay ?? ""): allowed are 0 to \(LinkShape.longestDelay)")
        }
        let share = try loss.map { text in
            guard let share = LinkShape.share(parsing: text) else {
                throw ValidationError("--loss \(text): allowed are 0 to 50%, such as 1% or 0.01")
            }
            return share
        }
        return LinkShape(rate: rate ?? .unlimited, delay: delay ?? .seconds(0), loss: share ?? 0)
    }

    private func value<Value>(
        _ option: String, _ text: String, _ read: (String) throws(ValueError) -> Value
    ) throws -> Value {
        do { return try read(text) } catch { throw ValidationError("\(option) \(text): \(error)") }
    }

    private func memory(_ plan: RunEstimate) throws -> Int {
        if let machineMemory {
            return try value("--machine-memory", machineMemory, ByteSize.init(parsing:)).bytes
        }
        return max(1 << 30, ends * plan.unreservedBytesEachEnd + Self.ownBytes) + reserved(plan)
    }

    private func reserved(_ plan: RunEstimate) -> Int { ends * plan.reservedBytesEachEnd }

    /// The ends of a migration that are in one machine.
    private var ends: Int { solo ? 2 : 1 }

    /// What a lab for `plan` is to be; only after `validate()`.
    func options(
        for plan: RunEstimate = RunEstimate([]), executable: String
    ) throws -> LabOptions {
        LabOptions(
            accelerator: accel.choice, isSolo: solo, memoryBytes: try memory(plan),
            reservedBytes: reserved(plan), cpus: machineCpus, shape: try shape(),
            executable: executable)
    }

    /// The options as they are typed; none where the lab is the usual one.
    var typed: [String] {
        let values = [
            ("--accel", accel == .auto ? nil : accel.rawValue), ("--machine-memory", machineMemory),
            ("--machine-cpus", machineCpus == 1 ? nil : "\(machineCpus)"), ("--rate", rate),
            ("--delay", delay), ("--loss", loss),
        ]
        return (solo ? ["--solo"] : [])
            + values.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }
}
