/// How many guests migrated at once: a part of the case, and empty where a guest had the hosts for
/// itself, as in files of versions that knew no other.
package struct ConcurrencyColumns: ColumnGroup {
    static let group = CaseColumns.group

    package let guests = Self.integer(
        "guests", "guests that migrated at once, those of both ways; empty of one alone", since: 10)
    package let direction = Self.text(
        "direction", "forward or backward, where guests went both ways at once", since: 10)
}

/// Which of them a row is about.
package struct GuestNumberColumns: ColumnGroup {
    static let group = OrderColumns.group

    package let guest = Self.integer(
        "guest", "number of the guest among those that migrated at once, from 1", since: 10)
}

extension RunColumns {
    /// Columns whose absence says what an empty cell of them does.
    package static let emptyWhereAbsent = Set(concurrency.columns)
}
