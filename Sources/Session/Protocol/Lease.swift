public import FoundationEssentials
internal import Platform

/// The right of one suite to both hosts while it runs: what it leaves for others to read.
public struct Lease: Codable, Sendable, Hashable {
    /// Names the suite's run: its two agents share a lease where they share a host.
    public var id: UUID
    /// Who runs it, and where the coordinator is: `user@host`.
    public var owner: String
    /// What it runs.
    public var scenario: String
    /// When it began.
    public var since: Date
    /// When it will have ended, as far as its plan tells.
    public var until: Date

    /// A lease of a suite that begins now.
    /// - Parameter seconds: how long the plan says that it takes.
    public init(scenario: String, seconds: Double) {
        id = UUID()
        let process = ProcessInfo.processInfo
        owner = "\(process.userName)@\(process.hostName)"
        self.scenario = scenario
        since = Date()
        until = since.addingTimeInterval(seconds)
    }

    /// Who, what and how long, in a line: others wrote it, and it goes to a terminal.
    public var summary: String {
        "\(owner.printable) runs \(scenario.printable) since \(since.ISO8601Format()), expected until "
            + until.ISO8601Format()
    }
}

/// How a host stands.
public enum LeaseState: Codable, Sendable, Hashable {
    /// Nobody measures there, or this agent does not any more.
    case free
    /// This agent's suite does.
    case yours
    /// Another suite does; nil where what it left cannot be read.
    case held(Lease?)
}
