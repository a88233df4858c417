public import Scenarios

/// What the link between the machines is made to be, with netem; each machine shapes what it sends.
public struct LinkShape: Sendable, Hashable, Codable {
    /// Bytes a second; nil for as fast as it goes.
    public var bytesPerSecond: Double?
    /// Delay one way in microseconds.
    public var delayMicroseconds: Int
    /// The share of packets that are lost, 0 to 1.
    public var loss: Double

    /// A link as it is unless said otherwise.
    public init(rate: ByteRate = .unlimited, delay: TimeSpan = .seconds(0), loss: Double = 0) {
        bytesPerSecond = rate.bytesPerSecond
        delayMicroseconds = delay.microseconds
        self.loss = loss
    }

    /// The longest delay: the machines look for each other with pings, which wait a second for
    /// there and back.
    ///
    /// tc itself takes 274 s.
    public static let longestDelay = TimeSpan.milliseconds(400)
    /// The highest loss: of the pings one in four comes back, and hardly a connection is made.
    ///
    /// netem itself takes all packets.
    public static let highestLoss = 0.5

    /// Reads a share such as `0.01` or `1%`; nil for anything else, and above ``highestLoss``.
    public static func share(parsing text: String) -> Double? {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite
        else { return nil }
        let share = isPercent ? number / 100 : number
        return (0...highestLoss).contains(share) ? share : nil
    }

    /// Whether nothing is shaped.
    public var isPlain: Bool { self == LinkShape() }

    /// Words for a person.
    public var summary: String {
        var words: [String] = []
        if let bytesPerSecond { words.append("\(ByteRate(bytesPerSecond: bytesPerSecond))") }
        if delayMicroseconds > 0 {
            words.append("delay \(TimeSpan(microseconds: delayMicroseconds))")
        }
        if loss > 0 { words.append("loss \(loss * 100) %") }
        return words.isEmpty ? "link as it is" : "link " + words.joined(separator: ", ")
    }

    /// Words for `tc qdisc ... netem`; none where nothing is shaped.
    var netem: [String] {
        guard !isPlain else { return [] }
        // Packets that wait: enough for a long delay at a high rate.
        var words = ["limit", "20000"]
        if delayMicroseconds > 0 { words += ["delay", "\(delayMicroseconds)us"] }
        if loss > 0 { words += ["loss", "\(loss * 100)%"] }
        if let rate = bytesPerSecond { words += ["rate", "\(Int((rate * 8).rounded()))bit"] }
        return words
    }
}
