/// What the guest felt.
extension ColumnDefinition {
    private static func lateness(
        _ columns: [TypedColumn<Double>], _ which: String
    ) -> [ColumnDefinition] {
        let notes = "the vCPUs' HDR histograms"
        return [
            ColumnDefinition(
                columns.dropLast().map(\.column), "quantile of done(i) - due(i), of \(which)",
                from: notes,
                known: "at most 1/128 above; up to 10 µs late where many are due at once",
                peer: "wrk2; guestperf has ms a GiB touched"),
            ColumnDefinition(
                columns.suffix(1).map(\.column), "the longest done(i) - due(i), of \(which)",
                from: notes, known: "25 ns; up to 10 µs late where many are due at once",
                peer: "wrk2"),
        ]
    }

    static let guest: [ColumnDefinition] = {
        let columns = RunColumns.guest
        return [
            ColumnDefinition(
                [columns.opsIntended.column],
                "due within the span until the guest was stopped: rate x time / 4 KiB",
                from: "the guest's schedule", known: "one operation of each vCPU"),
            ColumnDefinition(
                [columns.opsDone.column], "done by then", from: "the vCPUs' counts",
                known: "exact", peer: "guestperf, in GiB touched"),
            ColumnDefinition(
                [columns.slowdownPercent.column],
                "100 x (1 - ops_done / (operations a second alone x span))",
                from: "the vCPUs' counts", known: "one operation in those alone",
                peer: "guestperf, by eye in its plots"),
        ]
            + lateness(
                [columns.opP50Us, columns.opP99Us, columns.opP999Us, columns.opMaxUs],
                "operations due in the span")
            + lateness(
                [
                    columns.opAloneP50Us, columns.opAloneP99Us, columns.opAloneP999Us,
                    columns.opAloneMaxUs,
                ], "operations due while the guest ran alone")
            + lateness(
                [
                    columns.opAfterP50Us, columns.opAfterP99Us, columns.opAfterP999Us,
                    columns.opAfterMaxUs,
                ], "operations due after the span")
    }()
}
