/// After which silence a peer is given up, and how often both sides say that they live.
public struct Silence: Sendable, Hashable {
    /// Without a word for so many seconds a peer is given up.
    public let seconds: Int

    /// What may be chosen.
    public static let range = 1...600
    /// As long as nobody chooses.
    public static let byDefault = Silence(5)

    /// Nil beyond what may be chosen.
    public init?(seconds: Int) {
        guard Self.range.contains(seconds) else { return nil }
        self.init(seconds)
    }

    private init(_ seconds: Int) { self.seconds = seconds }

    /// Both sides say that they live this often, in seconds: ten times within the silence, and twice a second
    /// at least.
    var aliveSeconds: Double { min(0.5, Double(seconds) / 10) }

    /// How long the answer to a question may take that is quickly answered, in seconds.
    var answerSeconds: Double { Double(max(seconds, Self.byDefault.seconds)) }

    /// How long an agent may take to end once nobody speaks to it, in seconds.
    var endSeconds: Double { Double(min(3, seconds)) }

    /// How long a send on the data plane may be stuck, in seconds: who does not take in anything any more is
    /// given up by the coordinator first.
    var stuckSeconds: Double { Double(2 * max(seconds, Self.byDefault.seconds)) }
}
