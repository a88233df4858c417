public import Results

extension [Row] {
    /// The figures of the runs that completed; the others have none that compare.
    public func figures(_ column: Column) -> [Double] { figures([column])[0] }

    /// The same of several columns.
    func figures(_ columns: [Column]) -> [[Double]] {
        var figures = columns.map { _ in [Double]() }
        var picker = CellPicker(columns + [RunColumns.outcome.status.column])
        for row in self {
            let cells = picker.cells(of: row)
            guard cells.last == .text(RunStatus.completed.rawValue) else { continue }
            for index in columns.indices {
                if let figure = cells[index]?.number { figures[index].append(figure) }
            }
        }
        return figures
    }
}
