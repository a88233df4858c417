package import Results

extension [Row] {
    /// The rows by what was observed by itself: a migration, or all guests of one way that migrated at
    /// once.
    ///
    /// These shared link and hosts: n of them tell no more of the next time than one does, and tests
    /// that took them for n would find differences where there are none.
    package var observations: [[Row]] {
        guard contains(where: { $0[RunColumns.concurrency.guests] != nil }) else {
            return map { [$0] }
        }
        var places: [Evacuation: Int] = [:]
        var all: [[Row]] = []
        for row in self {
            guard let key = Evacuation(row) else {
                all.append([row])
                continue
            }
            if let place = places[key] {
                all[place].append(row)
            } else {
                places[key] = all.count
                all.append([row])
            }
        }
        return all
    }
}

/// What rows of guests have in common that migrated the same way at once.
private struct Evacuation: Hashable {
    let suite: String?
    let block: Int?
    let orderIndex: Int?
    let direction: String?

    /// Nil of a guest alone.
    init?(_ row: Row) {
        guard row[RunColumns.concurrency.guests] != nil else { return nil }
        suite = row[RunColumns.identity.suiteID]
        block = row[RunColumns.order.block]
        orderIndex = row[RunColumns.order.orderIndex]
        direction = row[RunColumns.concurrency.direction]
    }
}
