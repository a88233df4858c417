internal import Analysis

/// Where runs overrule a model, in words: one for each setting, and whether precopy ended there.
struct OverruledWords {
    /// `uniform, 512 MiB, 4 GiB/s dirtied`.
    let guest: String
    /// `multifd x2, tcp`.
    let ways: String
    let setting: ModelSetting
    /// Whether the runs completed.
    let isEnding: Bool

    /// What a model's runs overrule, in the order of its settings.
    static func all(_ model: MigrationModel) -> [OverruledWords] {
        let labels = WayNames(model)
        let found = model.overrulings
        return model.settings.flatMap { setting -> [OverruledWords] in
            [false, true].compactMap { isEnding -> OverruledWords? in
                let own = Set(
                    found.filter { $0.setting == setting && $0.isEnding == isEnding }.map(\.way))
                guard !own.isEmpty else { return nil }
                return OverruledWords(
                    guest: guest(setting),
                    ways: labels.order.filter(own.contains).map { labels.labels[$0] }
                        .joined(separator: ", "), setting: setting, isEnding: isEnding)
            }
        }
    }

    /// `uniform, 512 MiB, 4 GiB/s dirtied`.
    static func guest(_ setting: ModelSetting) -> String {
        let memory = Quantity.bytes(setting.memoryBytes)
        guard setting.dirtyBytesPerSecond > 0 else { return "idle, \(memory)" }
        return "\(setting.workload), \(memory), \(rate(setting.dirtyBytesPerSecond)) dirtied"
    }

    private static func rate(_ bytesPerSecond: Double) -> String {
        Quantity.rate(mebibytesPerSecond: bytesPerSecond / 0x1p20)
    }

    /// What a report says of it.
    var sentence: String {
        let model = isEnding ? "does not end" : "ends"
        let runs = isEnding ? "completed" : "did not converge"
        return "\(guest): by the model precopy of \(ways) \(model), but the runs \(runs). What was "
            + "measured counts, and stands in the map."
    }
}

extension ModelSetting {
    /// What a map of the model takes for the same everywhere, in words.
    ///
    /// - Parameters:
    ///   - axis: What the map varies beside memory.
    ///   - ceiling: What the link carries in bytes a second; nil where nobody measured it.
    func fixed(besides axis: ModelAxis, ceiling: Double?) -> [String] {
        let rate = { (bytes: Double) in Quantity.rate(mebibytesPerSecond: bytes / 0x1p20) }
        let link = ceiling.map { "link \(Quantity.gigabits(megabitsPerSecond: $0 * 8 / 1e6)) Gb/s" }
        let words: [String?] = [
            axis == .dirtyRate || dirtyBytesPerSecond == 0
                ? nil : "\(rate(dirtyBytesPerSecond)) dirtied",
            axis == .link ? nil : link ?? "the link that was measured over, of unknown rate",
            workingSetBytes.map { "working set \(Quantity.bytes($0))" },
            zeroShare > 0 ? "\(Quantity.setting(share: zeroShare)) zero pages" : nil,
            "downtime limit \(Quantity.setting(milliseconds: downtimeLimitSeconds * 1000))",
            deviceStateBytes > 0 ? "device state \(Quantity.bytes(deviceStateBytes))" : nil,
            limitBytesPerSecond.map {
                "at most \(Quantity.gigabits(megabitsPerSecond: $0 * 8 / 1e6)) Gb/s"
            } ?? "no bandwidth limit",
        ]
        return words.compactMap(\.self)
    }
}
