/// What makes a difference clear enough for a word.
public struct Clarity: Sendable, Hashable {
    /// A corrected p-value must be below this.
    public var significance: Double
    /// Ratios of medians between 1 / (1 + this) and 1 + this are too near to 1 to matter.
    public var minimumEffect: Double

    /// What goes without saying: p < 0.05 and 2 %.
    public static let standard = Clarity()

    /// Sets the limits.
    public init(significance: Double = 0.05, minimumEffect: Double = 0.02) {
        self.significance = significance
        self.minimumEffect = minimumEffect
    }

    /// Whether a ratio is far enough from 1 to matter.
    func matters(_ ratio: Double) -> Bool {
        max(ratio, 1 / ratio) >= 1 + minimumEffect
    }
}

/// What a comparison comes to, in one word.
public enum Effect: String, Sendable, Hashable, CaseIterable, Codable {
    /// Clearly different, in the direction that is better.
    case better
    /// Clearly different, in the direction that is worse.
    case worse
    /// Shown to be equal but for a difference too small to matter.
    case same
    /// Neither: more runs could tell.
    case inconclusive
}
