internal import Programs
/// Who is where: names, sockets and addresses of a lab in `folder`.
public struct LabPlan: Sendable, Codable, Equatable {
    /// Folder of the sockets.
    public let folder: String
    /// One machine with both agents.
    public let isSolo: Bool

    /// The port that people use; the others are the agents'.
    static let shellPort = 2
    static let ports = 3

    /// Names of the machines.
    public var machines: [String] { Self.machines(isSolo: isSolo) }

    /// Names of the machines of such a lab.
    public static func machines(isSolo: Bool) -> [String] {
        isSolo ? ["solo"] : ["source", "destination"]
    }

    /// The address of the destination in the lab's network.
    public var dataAddress: String { LabNetwork.address(isSolo ? 1 : 2) }

    /// The socket of the agent that is one end of migrations.
    public func agentSocket(isSource: Bool) -> String {
        MachineSpec.socket(
            folder, isSource ? machines[0] : machines[machines.count - 1],
            isSource ? 0 : 1)
    }

    /// The socket for commands of people; nil where no machine has this name.
    public func shellSocket(of machine: String) -> String? {
        guard machines.contains(machine) else { return nil }
        return MachineSpec.socket(folder, machine, Self.shellPort)
    }

    /// A shell command whose standard streams are those of an agent in the lab.
    public func agentCommand(isSource: Bool, executable: String) -> String {
        let words = [executable, "lab", "call", agentSocket(isSource: isSource)]
        return words.map(Self.quoted).joined(separator: " ")
    }

    /// What is run in a machine for an agent; what it has to say besides goes to the console.
    public static let agentInMachine = "exec /bin/bench agent 2>/dev/console"

    /// How a command that ended well is told of.
    public static let endedWell = "\(ProgramEnding.exited(0))"

    /// The exit code of a command that ended so, as a shell has it: 128 and the number of a signal;
    /// nil for words that tell of no ending.
    public static func exitCode(_ how: String) -> Int32? {
        ProgramEnding(how)?.shellCode
    }

    /// A word as a shell takes it unchanged.
    public static func quoted(_ word: String) -> String {
        let plain = word.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+=:,".contains($0))
        }
        guard !plain || word.isEmpty else { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
