public import Results
public import Scenarios

/// What differs between the two sides where the cases of one suite are compared.
public struct Variation: Sendable {
    /// The column whose values are compared.
    public let column: Column
    /// The columns that may differ within a pair: that one, and those that follow from it.
    private let free: [Column]

    /// What may be varied: what was asked for, and what may well differ within one file.
    static let columns: [Column] =
        RunColumns.caseIdentity + [
            RunColumns.case.scenario.column, RunColumns.case.sourceHost.column,
            RunColumns.case.destinationHost.column, RunColumns.identity.toolVersion.column,
            RunColumns.identity.gitCommit.column, RunColumns.identity.build.column,
            RunColumns.rdma.device.column,
        ]

    /// The variation of a column.
    ///
    /// By transport, ways to carry memory are compared: what belongs to one transport alone may
    /// differ too. By workload, so may what belongs to one workload alone: the size of its working
    /// set, and the rate where a guest is idle.
    ///
    /// - Throws: ``ValueError`` with the nearest name.
    public init(named name: String) throws(ValueError) {
        guard let column = Self.columns.first(where: { $0.name == name }) else {
            throw ValueError(
                "\(quoted(name)) is nothing to compare by",
                allowed: "what was asked for or built, such as transport, channels, git_commit",
                suggestion: NearMiss.suggestion(for: name, among: Self.columns.map(\.name)))
        }
        self.init(of: column)
    }

    init(of column: Column) {
        self.column = column
        switch column {
        case RunColumns.case.transport.column: free = RunColumns.carrier
        case RunColumns.case.workload.column:
            free = [
                column, RunColumns.case.dirtyRateTargetMiBS.column,
                RunColumns.case.workingSetBytes.column,
            ]
        default: free = [column]
        }
    }

    /// What pairs have in common.
    var identity: CaseIdentity {
        CaseIdentity(RunColumns.caseIdentity.filter { !free.contains($0) })
    }

    /// The different cases among rows that have in common what pairs must.
    ///
    /// The transport that only measures the harness takes no part beside others.
    func levels(_ rows: [Row]) -> [[Row]] {
        let all = CaseIdentity(free).grouped(rows).all
        let real = all.filter { $0[0][RunColumns.case.transport] != "null" }
        return real.count > 1 ? real : all
    }

    /// Whether a case makes a pair with an earlier one: a guest that writes is held against one
    /// that writes as much, or against one that rests.
    func mayBeHeld(_ row: Row, against base: Row) -> Bool {
        guard column == RunColumns.case.workload.column else { return true }
        let rate = RunColumns.case.dirtyRateTargetMiBS
        return row[rate] == base[rate] || [row, base].contains { $0[rate] == 0 }
    }
}
