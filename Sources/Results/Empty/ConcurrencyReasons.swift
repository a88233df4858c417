/// Reasons that lie in how many guests migrated at once.
extension EmptyReason {
    static let concurrency = [
        EmptyReason(
            [RunColumns.concurrency.guests.column, RunColumns.guestNumber.guest.column],
            "one guest had the hosts for itself"),
        EmptyReason(
            [RunColumns.concurrency.direction.column],
            "guests did not go both ways at once"),
        EmptyReason(
            ofTheHost, "other guests migrated at the same time: their sum is in evacuations.csv",
            where: { $0[RunColumns.concurrency.guests] != nil }),
        EmptyReason(
            [RunColumns.amount.linkCeilingMbps.column], "only the way forward was probed",
            where: { $0[RunColumns.concurrency.direction] == "backward" }),
    ]

    /// What counts the work of other guests as this one's, or as nobody's.
    static let ofTheHost =
        both(RunColumns.cpu, \.hostBaselineBusyS) + RunColumns.totalCPU.columns + [
            RunColumns.outcome.disturbed.column
        ]
}

extension Row {
    /// Empties the cells that are right for a guest alone only.
    package mutating func emptyWhatOthersShare() {
        for column in EmptyReason.ofTheHost { self[column] = nil }
    }
}
