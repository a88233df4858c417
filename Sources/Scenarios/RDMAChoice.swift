public import Migration

/// What a scenario says of the ways in which RDMA is used: of each option the values that are
/// varied.
///
///     let choice = RDMAChoice([.chunk: [.size(.mebibytes(1)), .size(.mebibytes(32))]])
public struct RDMAChoice: Sendable, Hashable {
    /// The values of each option that is named; the others are left to someone else.
    public var values: [RDMAOption: [RDMAValue]]

    /// Names the values of some options.
    public init(_ values: [RDMAOption: [RDMAValue]] = [:]) { self.values = values }

    /// Names all options, each with the one value that it has in `options`.
    init(like options: RDMAOptions) {
        let pairs = RDMAOption.allCases.map { ($0, [$0.value(in: options)]) }
        values = Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The options that are named, in their order.
    var named: [RDMAOption] { RDMAOption.allCases.filter { values[$0] != nil } }

    /// This choice, and that of `others` for the options that it does not name.
    func completed(by others: RDMAChoice) -> RDMAChoice {
        RDMAChoice(values.merging(others.values) { own, _ in own })
    }

    /// Only these options.
    func restricted(to options: Set<RDMAOption>) -> RDMAChoice {
        RDMAChoice(values.filter { options.contains($0.key) })
    }

    /// Every option with its default.
    static let standard = RDMAChoice(
        Dictionary(uniqueKeysWithValues: RDMAOption.allCases.map { ($0, [$0.standard]) }))

    /// Every combination, the last option varied first; options that are not named have their
    /// defaults.
    func combinations() -> [RDMAOptions] {
        named.reduce([RDMAOptions()]) { combinations, option in
            combinations.flatMap { options in
                (values[option] ?? []).map { value in
                    var changed = options
                    changed.set(option, to: value)
                    return changed
                }
            }
        }
    }

    /// How many combinations there are; stops at `Int.max`.
    var combinationCount: Int {
        values.values.reduce(1) { product, list in
            let (result, overflow) = product.multipliedReportingOverflow(by: list.count)
            return overflow ? Int.max : result
        }
    }
}

/// Options that are known by one word.
enum RDMAPreset: String, CaseIterable {
    /// As QEMU migrates.
    case qemu

    var choice: RDMAChoice {
        switch self {
        case .qemu: RDMAChoice(like: .qemu)
        }
    }
}
