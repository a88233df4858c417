internal import ArgumentParser

/// Microbenchmarks of the hot paths, one a subcommand.
///
/// Each prints one line of figures; the script `run` beside this folder interleaves them with their
/// yardsticks.
@main
struct DataPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data-path", abstract: "Measure one hot path.",
        subcommands: [
            Scatter.self, Engine.self, Drain.self, ZeroCheck.self, DirtyRate.self, Measured.self,
            Sampled.self, Pin.self,
        ])
}
