import Presentation
import Results
import Testing

@Suite struct EvacuationSummaryTests {
    private func sum(
        _ guests: Int, _ direction: String? = nil, total: Double, status: RunStatus = .completed
    ) -> Row {
        var row = Row()
        row[RunColumns.outcome.status] = status.rawValue
        row[RunColumns.case.transport] = "multifd"
        row[RunColumns.case.channels] = 2
        row[RunColumns.case.workload] = "idle"
        row[RunColumns.case.memoryBytes] = 1 << 30
        row[RunColumns.concurrency.guests] = guests
        row[RunColumns.concurrency.direction] = direction
        guard status == .completed else { return row }
        row[RunColumns.time.totalMs] = total
        row[RunColumns.amount.bandwidthMbps] = 8000
        row[RunColumns.totalCPU.cpuSPerGiB] = 0.5
        row[EvacuationColumns.sum.largestDowntimeMs] = 12.5
        row[EvacuationColumns.sum.startSpreadMs] = 0.25
        return row
    }

    @Test func aLineACase() {
        var rows = [sum(3, total: 1000), sum(3, total: 3000), sum(3, total: 0, status: .failed)]
        for (index, _) in rows.enumerated() { rows[index][RunColumns.order.block] = index + 1 }
        rows.append(sum(4, "both", total: 500))
        let expected = """
            guests at once                                span   Gb/s   CPU s/GiB   longest downtime   starts within   completed
            3: multifd x2, idle, 1 GiB                  2.00 s   8.00        0.50            12.5 ms          250 µs      2 of 3
            4, half each way: multifd x2, idle, 1 GiB   500 ms   8.00        0.50            12.5 ms          250 µs      1 of 1

            """
        #expect(EvacuationSummary(rows.shuffled()).text == expected)
    }

    /// Of a span too short for the host's CPU to be told, as of a guest alone.
    @Test func whatCPUIsNotKnownIsABound() {
        func text(_ perGiB: Double, within uncertainty: Double) -> String {
            var row = sum(3, total: 100)
            row[RunColumns.amount.sentBytes] = 1 << 30
            row[RunColumns.totalCPU.cpuSPerGiB] = perGiB
            row[RunColumns.totalCPU.cpuUncertaintyS] = uncertainty
            return EvacuationSummary([row]).text
        }
        let unknown = text(-0.25, within: 0.5)
        #expect(unknown.contains(" < 0.50 "), "\(unknown)")
        #expect(unknown.contains("(< such short runs tell no more"), "\(unknown)")
        let below = text(-0.25, within: 0.01)
        #expect(below.contains(" -0.25 "), "\(below)")
        #expect(
            below.contains("(3: multifd x2, idle, 1 GiB: CPU below zero: a busy host"), "\(below)")
        #expect(!text(0.25, within: 0.01).contains("("))
    }

    @Test func nothingOfGuestsAlone() {
        #expect(EvacuationSummary([]).text == "")
    }
}
