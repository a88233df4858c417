import Testing

@testable import Measurement

@Suite struct CPUPrecisionTests {
    private let expected = CPUPrecision.Expectation(span: 1, cost: 0.5, guest: 0.1, alone: 0.5)

    private func precision(hosts: Int) -> CPUPrecision {
        CPUPrecision(hosts: hosts, error)
    }

    private let error = TickError(
        tickSeconds: 0.004, unitSeconds: 0.01, cpus: 4, idleIsExact: false)

    /// Edges, what runs between ticks, rounding; and four times as much of the baseline.
    ///
    ///     python3 -c "e=4*.004**2/6; r=3*.01**2/6; a=e+.6*.004*(1-.6/4)+r
    ///     b=e+.05*.004*(1-.05/2)+r; print(1.959964*(a+4*b)**.5)"
    @Test func itIsTheFormulaOfTheRow() throws {
        let width = try #require(precision(hosts: 1).halfWidth(expected, repetitions: 1))
        #expect(abs(width - 0.109536097) < 1e-6)
    }

    /// What a row says of a migration that came out as expected.
    @Test func aRowSaysTheSame() throws {
        func use(_ busy: Double, _ seconds: Double) -> HostUse {
            HostUse(
                busy: busy,
                busyError: error.ofBusy(busy, over: seconds))
        }
        // Each host half of it.
        let side = CPUCost.Side(
            host: use(0.3, 1), alone: .init(host: use(0.025, 0.5), seconds: 0.5, vcpu: 0.025),
            span: 1, vcpu: 0.05)
        let row = CPUCost(source: side, destination: side, shareHost: false)
        let said = try #require(row.uncertaintySeconds)
        let foretold = try #require(precision(hosts: 2).halfWidth(expected, repetitions: 1))
        #expect(abs(said - foretold) < 1e-9)
    }

    @Test func repetitionsArePooled() throws {
        let one = try #require(precision(hosts: 2).halfWidth(expected, repetitions: 1))
        let many = try #require(precision(hosts: 2).halfWidth(expected, repetitions: 16))
        #expect(abs(many - one / 4) < 1e-9)
    }

    @Test func withoutALookBeforeThereIsNoCost() {
        var unwatched = expected
        unwatched.alone = 0
        #expect(precision(hosts: 1).halfWidth(unwatched, repetitions: 1) == nil)
    }
}
