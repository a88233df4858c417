public import Results

/// One way to carry memory, with the figures that its runs came to.
public struct ModelWay: Sendable {
    /// A row that says how memory was carried.
    public let example: Row
    /// Sockets or RDMA.
    public let family: TransportFamily
    /// How many completed runs it is fitted to.
    public let runs: Int
    /// Bytes a second while pages were sent, over the fastest link measured.
    public let bandwidth: Estimate
    /// The same as a share of what the link carried; nil where that was not measured.
    public let linkShare: Estimate?
    /// CPU seconds of both hosts for each GiB sent; nil where it was not measured.
    public let cpuSecondsPerGiB: Estimate?
    /// Setup, pinning included.
    public let setup: SetupCost
    /// Seconds of the stop beside the sending of pages: device state, the word's way back.
    public let stopSeconds: Estimate
    /// What the guest wrote of what it should, while memory moved; 1 where nobody should write.
    public let pace: Estimate
    /// By what factor the bandwidth of a case was off at most; nil where nobody knows.
    let bandwidthError: Double?

    private let levels: [(link: Double, bandwidth: Estimate)]
    private let overhead: Double
    private let zeroSkipped: Double
    private let queueBytes: Double

    /// Fits a way to runs of it; nil of none.
    ///
    /// - Parameters:
    ///   - bandwidthError: ``BandwidthError`` of its cases.
    ///   - ceiling: What the link carries in bytes a second; nil where nobody measured it.
    init?(
        _ example: Row, _ runs: [ModelRun], bandwidthError: Double? = nil, ceiling: Double?,
        _ draws: inout FitDraws
    ) {
        guard let setup = SetupCost(runs, &draws),
            let stop = draws.median(runs.map(\.stopSeconds))
        else { return nil }
        let byLink = Dictionary(grouping: runs) { Self.link($0.setting, ceiling) }
        levels = byLink.sorted { $0.key < $1.key }.compactMap { link, runs in
            draws.median(runs.map(\.bandwidth)).map { (link, $0) }
        }
        guard let best = levels.last else { return nil }
        self.example = example
        family = TransportFamily(transport: example[RunColumns.case.transport] ?? "")
        self.runs = runs.count
        self.bandwidthError = bandwidthError
        self.setup = setup
        stopSeconds = stop
        bandwidth = best.bandwidth
        linkShare = best.link.isFinite ? best.bandwidth.scaled(by: 1 / best.link) : nil
        cpuSecondsPerGiB = draws.median(runs.compactMap(\.cpuSecondsPerGiB))
        let one = Estimate(
            value: 1, draws: [Double](repeating: 1, count: draws.count), count: 0)
        pace = draws.median(runs.compactMap(\.pace)) ?? one
        overhead = median(runs.map(\.overhead)) ?? 1
        zeroSkipped = median(runs.compactMap(\.zeroSkipped)) ?? 0
        queueBytes = Self.queueBytes(example)
    }

    /// What a setting's pages go over, in bytes a second; infinite where nobody knows.
    ///
    /// A bandwidth limit counts as a slower link.
    static func link(_ setting: ModelSetting, _ ceiling: Double?) -> Double {
        let link = setting.linkBytesPerSecond ?? ceiling ?? .infinity
        return min(setting.limitBytesPerSecond ?? .infinity, link)
    }

    /// What its queue pairs take at once: nothing where each chunk waits for its registration, nor of
    /// sockets, whose buffers are small.
    private static func queueBytes(_ row: Row) -> Double {
        guard row[RunColumns.case.registration] == "pin-all",
            let window = row[RunColumns.rdma.windowBytes]
        else { return 0 }
        return Double(window * max(1, row[RunColumns.case.channels] ?? 1))
    }

    /// Which of the bandwidths that are possible over a link is meant.
    enum Reading: CaseIterable { case slow, fast }

    /// How a migration would go this way.
    ///
    /// - Parameters:
    ///   - draw: The number of the resample whose figures are taken; nil for the estimates.
    ///   - factor: So many times its bandwidth is taken.
    func forecast(
        _ setting: ModelSetting, _ pattern: DirtyCurve.Pattern, _ reading: Reading,
        ceiling: Double?, draw: Int? = nil, times factor: Double = 1
    ) -> Forecast {
        let response = LinkResponse(
            levels.map { .init(link: $0.link, bandwidth: $0.bandwidth.at(draw)) })
        let bandwidth = { (link: Double) -> Double in
            let range = response.bandwidth(over: link)
            return max(1, (reading == .slow ? range.low : range.high) * factor)
        }
        let written = setting.dirtyBytesPerSecond * pace.at(draw)
        let gib = setting.memoryBytes / 0x1p30
        return PrecopyInput(
            firstRoundBytes: setting.memoryBytes * (1 - setting.zeroShare * zeroSkipped),
            curve: DirtyCurve(memory: setting.memoryBytes, rate: written, pattern: pattern),
            bandwidth: bandwidth(Self.link(setting, ceiling)),
            lastBandwidth: bandwidth(setting.linkBytesPerSecond ?? ceiling ?? .infinity),
            overhead: overhead, downtimeLimitSeconds: setting.downtimeLimitSeconds,
            // What waits in a queue counts against a limit of the bandwidth: none can be ahead of it.
            queueBytes: setting.limitBytesPerSecond == nil ? queueBytes : 0,
            setupSeconds: setup.seconds(gib: gib, draw), stopSeconds: stopSeconds.at(draw),
            deviceStateBytes: setting.deviceStateBytes,
            cpuSecondsPerGiB: cpuSecondsPerGiB?.at(draw)
        ).forecast()
    }
}
