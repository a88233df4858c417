import Testing

@testable import Migration

/// Throttling as in QEMU's migration/ram.c (migration_trigger_throttle,
/// mig_throttle_guest_down) and system/cpu-throttle.c.
@Suite struct AutoConvergeTests {
    // Initial 20 %, then 10 % more each time, 99 % at most.
    @Test func theStepsAreThoseOfQEMU() throws {
        var simulation = Simulation(dirtyRate: 3e9, ignoresThrottle: true)
        simulation.spec.autoConverge = true
        simulation.spec.maxRounds = 60
        simulation.spec.maxSeconds = 1000
        let result = try simulation.run()
        #expect(result.reason != nil)
        #expect(result.guest.throttles == [20, 30, 40, 50, 60, 70, 80, 90, 99, 0])
    }

    @Test func itMakesAnUnpacedGuestConverge() throws {
        var simulation = Simulation(dirtyRate: 3e9)
        simulation.spec.maxSeconds = 1000
        simulation.spec.maxRounds = 100
        #expect(try simulation.run().reason != nil)
        simulation.spec.autoConverge = true
        let result = try simulation.run()
        #expect(result.durations != nil)
        // At 70 % the guest is slower than the link.
        #expect(try #require(result.guest.throttles.dropLast().last) >= 70)
        let percents = result.engine.rounds.map(\.throttlePercent)
        #expect(percents == percents.sorted())
        #expect(percents.last.map { $0 >= 70 } == true)
    }

    // migration_iteration_finish: cpu_throttle_stop, whatever the end was.
    @Test func afterwardsTheGuestRunsFreely() throws {
        var simulation = Simulation(dirtyRate: 3e9)
        simulation.spec.autoConverge = true
        simulation.spec.maxRounds = 10
        let result = try simulation.run()
        #expect(result.reason != nil)
        #expect(result.guest.throttles.count > 1)
        #expect(result.guest.throttles.last == 0)
    }

    @Test func aQuietGuestIsLeftAlone() throws {
        var simulation = Simulation(memoryBytes: 4 << 30, dirtyRate: 1e8)
        simulation.spec.autoConverge = true
        let result = try simulation.run()
        #expect(result.durations != nil)
        #expect(result.guest.throttles == [])
    }

    // throttle-trigger-threshold: 50 % of the bytes sent in the period, at the second time;
    // migration_bitmap_sync looks once a second.
    @Test func itTakesTwoPeriodsAboveHalf() {
        let clock = SimulatedClock()
        var converge = AutoConverge(start: clock.now, bytes: 0)
        var sent: UInt64 = 0
        func period(_ dirty: UInt64, seconds: Double = 1.1) -> Bool {
            clock.use(seconds: seconds)
            sent += 1000
            return converge.sync(dirty: dirty, sent: sent, now: clock.now)
        }
        #expect(!period(500) && !period(500) && !period(500))  // exactly half is not above
        #expect(!period(501))
        #expect(!period(0))  // periods need not follow on each other
        #expect(period(501))
        #expect(converge.percent == 20)
        // Syncs within a second are one period.
        #expect(!period(300, seconds: 0.4) && !period(300, seconds: 0.4))
        #expect(!period(1000, seconds: 0.4))
        #expect(period(501))
        #expect(converge.percent == 30)
    }
}
