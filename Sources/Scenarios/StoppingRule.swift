/// When a case has been run often enough: beyond ``Scenario/repetitions`` it goes on until its
/// medians are known well enough.
///
///     stop: {within: 5%, at_most: 30}
public struct StoppingRule: Sendable, Hashable {
    /// How near to a median both ends of its interval must be, in percent of it.
    public var withinPercent: Double
    /// The most recorded runs of a case, more than ``Scenario/repetitions`` and up to 10,000.
    public var atMost: Int

    /// Sets the rule; ``RunPlan`` checks it.
    public init(withinPercent: Double, atMost: Int) {
        self.withinPercent = withinPercent
        self.atMost = atMost
    }

    /// The cap where only the percentage is given: so many times the repetitions.
    static let standardFactor = 3

    /// The cap where only the percentage is given.
    static func standardCap(repetitions: Int) -> Int {
        min(Scenario.maximumRepetitions, max(1, repetitions) * standardFactor)
    }
}

extension Scenario {
    /// The most recorded runs of a case.
    static let maximumRepetitions = 10_000

    /// The most recorded runs of every case: with a stopping rule not all of them may be needed.
    public var mostRepetitions: Int { stop?.atMost ?? repetitions }

    func stopProblems() -> [ScenarioProblem] {
        guard let stop, stop.atMost <= repetitions || stop.atMost > Self.maximumRepetitions else {
            return []
        }
        return [
            ScenarioProblem(
                "stop.at_most", "\(stop.atMost) is not a possible cap",
                allowed: "more than the \(repetitions) repetitions that each case has, up to "
                    + "\(Self.maximumRepetitions)",
                related: ["stop.within", "repetitions"])
        ]
    }
}
