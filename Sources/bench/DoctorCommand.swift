internal import ArgumentParser
internal import Measurement
internal import Migration
internal import Presentation

/// `bench doctor`: what this host can run, and what would spoil figures.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this host can run and what would spoil figures.",
        discussion: """
            Each finding comes with the command that mends it. Nothing is changed. Exit 0 whatever \
            is found: a laptop may be measured too, as long as the row says so.
            """)

    /// For how long the host's load is watched.
    private static let watchSeconds = 0.5

    @Flag(
        help: ArgumentHelp(
            "Say in a line whether RDMA can be used here, as the default scenario decides it; exit "
                + "3 where it cannot.",
            visibility: .hidden))
    var canUseRdma = false

    func run() throws {
        if canUseRdma { return try sayWhetherRDMACanBeUsed() }
        let facts = HostFacts.read(loadSampleSeconds: Self.watchSeconds)
        print(Doctor.summary(of: facts) + "\n")
        for finding in Doctor.findings(for: facts) { show(finding) }
        let details = RDMAText.details(of: facts)
        if !details.isEmpty { print("\nRDMA\n" + details, terminator: "") }
        print("\ntransports")
        let needs = TransportKind.allCases.map { TransportNeeds($0.rawValue, $0.requirements) }
        var table = PlainTable([.left(), .left(), .left()])
        for transport in Doctor.availability(of: needs, on: facts) {
            let state = transport.isAvailable ? "can run" : "cannot run"
            table.add(["  " + transport.name, state, transport.missing.joined(separator: "; ")])
        }
        print(table.text, terminator: "")
    }

    private func sayWhetherRDMACanBeUsed() throws {
        switch RDMAReach.ofThisHost() {
        case .at(let address, let device): print("\(device) listens at \(address)")
        case let reach:
            if let obstacle = reach.obstacle { print(obstacle) }
            throw Exit.failed
        }
    }

    private func show(_ finding: Finding) {
        let mark =
            switch finding.state {
            case .ok: "ok      "
            case .warning: "warning "
            case .problem: "problem "
            }
        let topic = finding.topic.rawValue.padded(to: 22)
        print("\(mark) \(topic) \(finding.observed)")
        let indent = String(repeating: " ", count: 32)
        if let reason = finding.reason { print(indent + reason) }
        if let remedy = finding.remedy { print(indent + "mend: " + remedy) }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

extension TransportKind {
    /// The guest that the doctor thinks of: that of the quick matrix.
    private static let guestBytes = 256 << 20

    /// What the transport needs of a host.
    var requirements: [Requirement] {
        var requirements: [Requirement] = []
        if let kernel = definition.minimumKernel {
            requirements.append(.kernel(major: kernel.major, minor: kernel.minor))
        }
        guard definition.needsRDMA else { return requirements }
        requirements.append(.rdmaDevice)
        let spec = MigrationSpec(transport: self)
        let pinned = definition.pinnedBytesAtDestination(spec, Self.guestBytes)
        if pinned > 0 { requirements.append(.lockedMemory(bytes: UInt64(pinned))) }
        return requirements
    }
}
