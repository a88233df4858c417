import Results
import Testing

@testable import Presentation

@Suite struct MetricTextTests {
    /// Cut off, so that what is below a limit does not read as the limit.
    @Test(arguments: [
        (1, "1.00"), (0.62, "0.62"), (0.0496, "0.0496"), (0.04999, "0.0499"), (0.05, "0.0500"),
        (0.0023, "0.0023"), (0.0002, "0.0002"), (0.0003, "0.0003"), (9.6e-5, "9e-5"),
        (1e-6, "1e-6"), (3.2e-8, "3e-8"), (0, "0"),
    ])
    func p(value: Double, text: String) {
        #expect(MetricText.p(value) == text)
    }

    @Test func bytesOfAnySize() {
        let column = RunColumns.amount.wireBytes.column
        #expect(MetricText.value(1536, column) == "1.5 KiB")
        #expect(MetricText.value(1e30, column).hasSuffix(" PiB"))
        #expect(MetricText.value(-1e30, column).hasPrefix("-"))
    }

    /// What is not there stands first, also before numbers.
    @Test func cellsInOrder() {
        let cells: [Cell?] = [.decimal(25), nil, .integer(3), .decimal(4.5)]
        #expect(
            cells.sorted(by: CaseOrder.isBefore)
                == [nil, .integer(3), .decimal(4.5), .decimal(25)])
        #expect(CaseOrder.isBefore(.flag(false), .flag(true)))
        #expect(CaseOrder.isBefore(.text("a"), .text("b")))
    }
}
