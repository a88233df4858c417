public import Results

extension [Row] {
    /// The figures of the runs that completed; the others have none that compare.
    public func figures(_ column: Column) -> [Double] {
        compactMap { row in
            row[RunColumns.outcome.status] == RunStatus.completed.rawValue
                ? row.number(column) : nil
        }
    }
}
