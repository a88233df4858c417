public import Results

extension [Row] {
    /// The figures of the runs that completed; the others have none that compare.
    public func figures(_ column: Column) -> [Double] {
        var picker = CellPicker([RunColumns.outcome.status.column, column])
        return compactMap { row in
            let cells = picker.cells(of: row)
            return cells[0] == .text(RunStatus.completed.rawValue) ? cells[1]?.number : nil
        }
    }
}
