import Foundation
import Lab
import Testing

/// Why this host can have no lab; nil where it can.
private enum Obstacle {
    /// Looked for once, by programs that are waited for on a thread that no task needs.
    static let found = Task<String?, Never> {
        // Where BENCH_REQUIRE_LAB is set, nothing is skipped.
        guard ProcessInfo.processInfo.environment["BENCH_REQUIRE_LAB"] == nil else { return nil }
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "lab").async {
                continuation.resume(returning: Lab.obstacle().map { "\($0)" })
            }
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, with the reason, where this host can have no lab.
    static var needsLab: Self {
        get async {
            let obstacle = await Obstacle.found.value
            return .enabled(if: obstacle == nil, "\(obstacle ?? "")")
        }
    }
}
