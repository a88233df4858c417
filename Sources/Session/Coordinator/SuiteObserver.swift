public import Migration
public import Results
public import Scenarios

/// What a suite tells whoever watches it.
public protocol SuiteObserver: AnyObject {
    /// What the links carry, where that was measured, before the first migration.
    func measured(_ ceilings: [LinkCeiling])
    /// Migration `number` of at most `total` begins; warm-up runs count too.
    func began(_ run: PlannedRun, number: Int, of total: Int)
    /// It goes on.
    func progressed(_ sample: TimelineSample)
    /// It is over; the row is in the file but for warm-up runs.
    func ended(_ run: PlannedRun, row: Row)
    /// Something that every reader of the suite must know.
    func warned(_ warning: String)
    /// Two figures of a row that is in the file do not agree.
    func doubted(_ doubt: RowDoubt)
}
