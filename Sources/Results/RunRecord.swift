/// All that is known of one run: a row of `runs.csv`, and what belongs to it in other tables.
public struct RunRecord: Sendable {
    /// The row of `runs.csv`.
    public var run: Row
    /// The rows of `rounds.csv`.
    public var rounds: [Row]
    /// The rows of `timeline.csv`.
    public var timeline: [Row]
    /// The rows of `channels.csv`.
    public var channels: [Row]
    /// The rows of `cpus.csv`.
    public var cpus: [Row]

    /// Puts the rows together.
    public init(
        run: Row, rounds: [Row] = [], timeline: [Row] = [], channels: [Row] = [], cpus: [Row] = []
    ) {
        self.run = run
        self.rounds = rounds
        self.timeline = timeline
        self.channels = channels
        self.cpus = cpus
    }
}
