/// Whether a model speaks of what was measured.
public enum MapRegion: String, Sendable, Hashable, CaseIterable {
    /// A setting that was run.
    case measured
    /// Between settings that were run.
    case between
    /// Beyond all that was run: extrapolated.
    case beyond
}

/// The settings of one workload that were run.
struct MeasuredRegion: Sendable {
    private let settings: [ModelSetting]
    private let links: [Double]

    /// The region of a workload: a guest that rests belongs to each.
    init(_ model: MigrationModel, workload: String) {
        settings = model.settings.filter {
            $0.workload == workload || $0.dirtyBytesPerSecond == 0
        }
        links = model.ceiling.map { [$0] } ?? []
    }

    /// Where a setting lies.
    func region(_ setting: ModelSetting) -> MapRegion {
        let axes = [
            (setting.memoryBytes, settings.map(\.memoryBytes)),
            (setting.dirtyBytesPerSecond, settings.map(\.dirtyBytesPerSecond)),
        ]
        let isLinkMeasured =
            setting.linkBytesPerSecond.map { link in
                links.contains { Self.isSame(link, $0) }
            } ?? true
        let isWithin = axes.allSatisfy { value, measured in
            guard let least = measured.min(), let most = measured.max() else { return false }
            return value >= least * (1 - 1e-9) && value <= most * (1 + 1e-9)
        }
        guard isLinkMeasured, isWithin else { return .beyond }
        let isRun = settings.contains {
            Self.isSame($0.memoryBytes, setting.memoryBytes)
                && Self.isSame($0.dirtyBytesPerSecond, setting.dirtyBytesPerSecond)
        }
        return isRun ? .measured : .between
    }

    private static func isSame(_ a: Double, _ b: Double) -> Bool {
        abs(a - b) <= 1e-6 * max(abs(a), abs(b))
    }
}
