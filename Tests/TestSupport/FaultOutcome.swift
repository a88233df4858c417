/// What must come of a fault, whichever of its words a run happens to have.
///
/// A test that makes a fault fails where its outcome is another one, and so does docs/reliability.md.
public struct FaultOutcome: Sendable {
    /// What it begins with: how the run ended, at which end, and what was seen.
    let beginnings: [String]
    /// One of these is in it; nothing is asked for where there are none.
    let phrases: [String]
    /// What it ends with.
    let ending: String

    fileprivate init(_ beginnings: [String], _ phrases: [String] = [], ending: String = "") {
        self.beginnings = beginnings
        self.phrases = phrases
        self.ending = ending
    }

    /// Whether `text` is such an outcome.
    public func holds(for text: String) -> Bool {
        beginnings.contains { text.hasPrefix($0) } && text.hasSuffix(ending)
            && (phrases.isEmpty || phrases.contains { text.contains($0) })
    }
}

extension FaultCell {
    /// What must come of it.
    public var outcome: FaultOutcome {
        switch fault {
        case .sourceKilled: lost("source", how: how)
        case .destinationKilled: lost("destination", how: how)
        case .memoryKilled: lost("destination", how: "(killed by signal 9)")
        case .coordinatorKilled where place == .threeGuests:
            FaultOutcome(["no row of any guest; bench run --resume runs them"])
        case .coordinatorKilled: FaultOutcome(["no row; bench run --resume runs it"])
        case .sourceFrozen: silent("source")
        case .destinationFrozen: silent("destination")
        case .coordinatorFrozen where state == .releasing:
            FaultOutcome(["completed and verified"])
        case .coordinatorFrozen:
            FaultOutcome(
                [
                    "failed: source: the agent ended while ",
                    "failed: destination: the agent ended while ",
                ],
                ending: "(it had heard nothing from here for 5 s)")
        case .linkDown, .packetsDropped:
            FaultOutcome(["failed: source", "failed: destination"], Self.lostLink)
        case .portDeaf:
            FaultOutcome(["failed: source, connecting: "], ending: "Connection timed out")
        case .memoryLimit:
            FaultOutcome(["failed: destination, preparing: "], ending: "Cannot allocate memory")
        case .diskFull:
            FaultOutcome(["No space left on device; rows that did not fit are on standard error"])
        case .halfOpen, .randomBytes, .manyConnections: FaultOutcome(["completed and verified"])
        case .wrongToken:
            FaultOutcome(["failed: source, connecting: the peer closed the data connection"])
        case .replayedToken, .earlierToken: FaultOutcome(["closed at once; the source gets in"])
        case .lyingVersion:
            FaultOutcome(["source: the agent is "], ending: "put the same build on both hosts")
        case .lyingSizes, .lyingCounts:
            FaultOutcome([Self.noAnswer], ending: " is more than anything that is counted")
        case .lyingOrder: FaultOutcome([Self.noAnswer], doings)
        case .truncatedFrame: FaultOutcome(["failed: destination: the agent ended while "], doings)
        case .hugeFrame: FaultOutcome(["\(Self.noAnswer)a frame of 4294967295 bytes"])
        case .failuresInARow: FaultOutcome(["given up: 3 migrations in a row failed"])
        }
    }

    private static let noAnswer = "failed: destination: not an agent's answer: "
    /// How a link that carries nothing shows, sooner or later, with TCP and with RDMA.
    private static let lostLink = [
        "unreachable", "was silent for too long", "no answer for 5 s", "had failed or was closed",
        "closed the data connection", "did not acknowledge",
    ]

    /// In the lab it is the relay to its machine that ends with the agent.
    private var how: String { place == .lab ? "(exit code 3)" : "(killed by signal 9)" }

    private func lost(_ role: String, how: String) -> FaultOutcome {
        let others = place == .threeGuests ? "; the other two completed and verified" : ""
        return FaultOutcome(
            ["failed: \(role): the agent ended while "], doings, ending: how + others)
    }

    /// Who waits for a peer on the data plane may notice sooner than the coordinator.
    private func silent(_ role: String) -> FaultOutcome {
        let other = role == "source" ? "destination" : "source"
        return FaultOutcome(
            ["failed: \(role): no answer for 5 s while ", "failed: \(other), "],
            doings + ["was silent for too long", "timed out"])
    }

    /// What the coordinator may wait for while an agent is in the state.
    private var doings: [String] {
        switch state {
        case .starting: ["while reading the host's facts"]
        case .preparing: ["while preparing "]
        case .verifying: ["while verifying"]
        case .releasing: ["while giving memory back"]
        default:
            ["preparing ", "watching the guest run alone", "taking a message", "migrating"]
                .map { "while \($0)" }
        }
    }
}
