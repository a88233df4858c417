/// How far the bandwidth of a case is off from that of all cases, or from that of all others.
///
/// Whether precopy ends turns over at one bandwidth, so an error that is small there is all or nothing
/// in the total.
enum BandwidthError {
    /// The largest such factor; nil where there are no others.
    ///
    /// - Parameter ceiling: What the link carries in bytes a second; nil where nobody measured it.
    static func factor(_ cases: [ModelCases.Case], ceiling: Double?) -> Double? {
        let known = cases.filter { !$0.runs.isEmpty }
        guard known.count > 1, let all = response(known, ceiling) else { return nil }
        return known.indices.flatMap { index -> [Double] in
            var others = known
            let one = others.remove(at: index)
            guard let own = median(one.runs.map(\.bandwidth)), own > 0 else { return [] }
            return [all, response(others, ceiling)].compactMap(\.self).map { response in
                let range = response.bandwidth(over: ModelWay.link(one.setting, ceiling))
                return max(1, range.low / own, own / range.high)
            }
        }.max()
    }

    /// What these cases say of any link.
    private static func response(
        _ cases: [ModelCases.Case], _ ceiling: Double?
    ) -> LinkResponse? {
        let byLink = Dictionary(grouping: cases) { ModelWay.link($0.setting, ceiling) }
        let levels = byLink.compactMap { link, cases in
            median(cases.flatMap(\.runs).map(\.bandwidth)).map {
                LinkResponse.Level(link: link, bandwidth: $0)
            }
        }
        return levels.isEmpty ? nil : LinkResponse(levels)
    }
}
