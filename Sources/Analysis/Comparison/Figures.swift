public import Results

extension [Row] {
    /// The figures of the runs that completed; the others have none that compare.
    ///
    /// Guests that migrated at once are one observation: their median.
    public func figures(_ column: Column) -> [Double] { figures([column])[0] }

    /// Whether more of the migrations completed than gave up because the guest wrote too fast.
    package var isMostlyEnding: Bool {
        let outcomes = map { $0[RunColumns.outcome.status] }
        return outcomes.count { $0 == RunStatus.completed.rawValue }
            > outcomes.count { $0 == RunStatus.notConverged.rawValue }
    }

    /// The figures with which a way competes: none where no more of its migrations completed than gave up.
    ///
    /// Those that completed then were the lucky ones.
    package func competing(in column: Column) -> [Double] {
        isMostlyEnding ? figures(column) : []
    }

    /// The same of several columns.
    func figures(_ columns: [Column]) -> [[Double]] {
        let (figures, areAtOnce) = figuresOfRows(columns)
        guard areAtOnce else { return figures }
        let guests = observations.map { $0.figuresOfRows(columns).figures }
        return columns.indices.map { index in guests.compactMap { median($0[index]) } }
    }

    /// The figures row by row, and whether some are of guests that migrated at once.
    private func figuresOfRows(_ columns: [Column]) -> (figures: [[Double]], areAtOnce: Bool) {
        var figures = columns.map { _ in [Double]() }
        var areAtOnce = false
        var picker = CellPicker(
            columns + [RunColumns.outcome.status.column, RunColumns.concurrency.guests.column])
        for row in self {
            let cells = picker.cells(of: row)
            if cells[columns.count + 1] != nil { areAtOnce = true }
            guard cells[columns.count] == .text(RunStatus.completed.rawValue) else { continue }
            for index in columns.indices {
                if let figure = cells[index]?.number { figures[index].append(figure) }
            }
        }
        return (figures, areAtOnce)
    }
}
