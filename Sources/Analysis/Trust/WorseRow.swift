internal import Results

extension Row {
    /// The row with a metric so many times as bad; as it is where the figure is not above zero.
    ///
    /// Five times nothing, or less than that, is no change or one for the better.
    func worsened(_ metric: Column, by factor: Double) -> Row {
        guard let value = number(metric), value > 0 else { return self }
        let changed = metric.polarity == .lowerIsBetter ? value * factor : value / factor
        var row = self
        row[metric] =
            metric.kind == .integer ? .integer(Int128(changed.rounded())) : .decimal(changed)
        return row
    }
}
