import Guest
import Platform
import Testing

@testable import Migration

/// When the engine stops the guest, and when it gives up; next to each, what it mirrors in QEMU
/// (migration/migration.c where no other file is named).
@Suite struct EngineDecisionTests {
    // migration_iteration_run: dirty pages shrink by dirty rate / bandwidth a round, until they
    // fit under threshold_size.
    @Test(arguments: [0, 1e7, 1e8, 5e8, 8e8])
    func aGuestSlowerThanTheLinkConverges(_ dirtyRate: Double) throws {
        var simulation = Simulation(dirtyRate: dirtyRate)
        simulation.spec.deviceStateBytes = 0
        let result = try simulation.run()
        let durations = try #require(result.durations)
        // What is left takes the limit at most; the answer takes 5 ms.
        #expect(durations.downtimeMs <= 300 + 5.001)
        #expect(result.guest.isPaused)
        #expect(result.link.sent.allSatisfy { $0 > 0 })
        #expect(result.link.calls.last == "complete")
        let last = try #require(result.engine.rounds.last)
        #expect(last.remainingBytes == 0)
    }

    // The same: where every round dirties as much as it sends, nothing ever fits.
    @Test(arguments: [1.05e9, 2e9, 1e10])
    func aGuestFasterThanTheLinkDoesNot(_ dirtyRate: Double) throws {
        var simulation = Simulation(dirtyRate: dirtyRate)
        simulation.spec.maxRounds = 20
        let result = try simulation.run()
        #expect(result.reason == "given up after 20 rounds")
        // The guest runs on here, and the destination is told.
        #expect(!result.guest.isPaused)
        #expect(result.link.calls.suffix(2) == ["endRound", "abandon"])
        // A round begins with what the last one left, so not all of the guest is new in it.
        let rounds = result.engine.rounds.dropFirst().dropLast()
        #expect(rounds.allSatisfy { $0.dirtyPages > 150_000 })
    }

    // A limit of the test bench; QEMU goes on for ever.
    @Test func timeRunsOutToo() throws {
        var simulation = Simulation(dirtyRate: 2e9)
        simulation.spec.maxSeconds = 12
        let result = try simulation.run()
        #expect(result.reason == "given up after 12.0 s")
        guard case .success(.notConverged(_, let durations)) = result.outcome else { return }
        #expect((12_000...12_010).contains(durations.totalMs))
    }

    // The same where a batch pays for minutes of a low bandwidth (migration_rate_limit sleeps for
    // BUFFER_DELAY at most, and looks around in between).
    @Test func timeRunsOutWhilePacing() throws {
        var simulation = Simulation(memoryBytes: 32 << 20)
        simulation.spec.maxBandwidth = 10_000
        simulation.spec.maxSeconds = 2
        let result = try simulation.run()
        #expect(result.reason == "given up after 2.0 s")
        guard case .success(.notConverged(_, let durations)) = result.outcome else { return }
        #expect((2000...2010).contains(durations.totalMs))
        #expect(result.link.calls.last == "abandon")
        // Somebody who watches sees that it goes on.
        #expect(result.engine.samples.count >= 35)
    }

    // A pause is part of the bandwidth that the next decision is made with.
    @Test func aPauseIsNoSpeed() throws {
        var simulation = Simulation(memoryBytes: 32 << 20)
        simulation.spec.maxBandwidth = 1e6
        let rounds = try simulation.run().engine.rounds
        #expect(rounds.first.map { $0.thresholdBytes <= 330_000 } == true)
        #expect(rounds.first.map { $0.thresholdBytes >= 270_000 } == true)
    }

    // A working set under the threshold is left for the stop, however fast it is written.
    @Test func aSmallWorkingSetConvergesAtAnyRate() throws {
        let fits = try Simulation(dirtyRate: 1e10, workingSet: 200 << 20).run()
        #expect(fits.durations != nil)
        var simulation = Simulation(dirtyRate: 1e10, workingSet: 400 << 20)
        simulation.spec.maxRounds = 50
        #expect(try simulation.run().durations == nil)
    }

    // migration_update_counters: threshold_size = bandwidth of the tick x downtime_limit.
    @Test(arguments: [10.0, 50, 300, 2000])
    func theThresholdIsBandwidthTimesLimit(_ limitMs: Double) throws {
        var simulation = Simulation(dirtyRate: 2e9)
        simulation.spec.downtimeLimitMs = limitMs
        simulation.spec.maxRounds = 3
        // With 2 s a gigabyte fits: then the first sync is the last.
        let result = try simulation.run()
        let expected = 1e9 * limitMs / 1000
        for round in result.engine.rounds {
            #expect(abs(Double(round.thresholdBytes) / expected - 1) < 0.001)
        }
        #expect((result.durations == nil) == (limitMs < 1000))
    }

    // migration_update_counters: avail-switchover-bandwidth replaces the measured bandwidth.
    @Test func anAvailableBandwidthReplacesTheMeasuredOne() throws {
        var simulation = Simulation(dirtyRate: 9e8, workingSet: 500 << 20)
        simulation.spec.maxRounds = 50
        #expect(try simulation.run().reason != nil)
        simulation.spec.switchoverBandwidth = 1e10
        let result = try simulation.run()
        let durations = try #require(result.durations)
        #expect(result.engine.rounds.first?.thresholdBytes == 3_000_000_000)
        // The user was wrong about the link, and the guest pays for it.
        #expect(durations.downtimeMs > 300)
        // The other way round, a figure that is too low leaves less for the stop than could be.
        var low = Simulation(dirtyRate: 3e8)
        let measured = try #require(try low.run().durations)
        low.spec.switchoverBandwidth = 1e7
        let cautious = try #require(try low.run().durations)
        #expect(cautious.lastRoundMs < measured.lastRoundMs / 5)
    }

    // migration_iteration_run: "!pending_size" completes even where threshold_size is still 0,
    // before the first BUFFER_DELAY is over, and then without another sync.
    @Test func nothingLeftBeforeTheFirstTickSwitchesOverAtOnce() throws {
        let result = try Simulation(memoryBytes: 50 << 20, dirtyRate: 5e8).run()
        // One sent while the guest ran, one while it stood still.
        #expect(result.engine.rounds.count == 2)
        #expect(result.engine.rounds.first?.thresholdBytes == 0)
        // Once in setup and once for the stopped guest.
        #expect(result.guest.drains == 2)
        #expect(result.durations != nil)
        // A larger guest is in its first tick's figures when it has sent all.
        let larger = try Simulation(memoryBytes: 500 << 20, dirtyRate: 5e8).run()
        #expect(larger.guest.drains > 2)
    }

    // migration_rate_exceeded and migration_rate_limit: sending waits; the stop does not.
    @Test func theBandwidthLimitHoldsUntilTheStop() throws {
        var simulation = Simulation(bandwidth: 1e10, dirtyRate: 2e7)
        simulation.spec.maxBandwidth = 1e8
        let result = try simulation.run()
        let durations = try #require(result.durations)
        let rounds = result.engine.rounds
        let paced = rounds.dropLast()
        for round in paced where round.bytes > 10_000_000 {
            let rate = Double(round.bytes) / round.durationMs * 1000
            #expect((0.95e8...1.15e8).contains(rate))
        }
        // What is measured is what the limit allows.
        #expect(rounds.last.map { abs(Double($0.thresholdBytes) / 3e7 - 1) < 0.05 } == true)
        #expect(durations.lastRoundMs < 30)
    }

    // A pause in sending must not be followed by a flood.
    @Test func unusedTimeIsNoCredit() {
        let clock = SimulatedClock()
        var spec = MigrationSpec(transport: .null)
        spec.maxBandwidth = 1e6
        var pacer = Pacer(spec, start: clock.now, bytes: 0)
        clock.use(seconds: 100)
        let start = clock.now
        for step in 1...10 {
            let turn = pacer.turn(afterSending: UInt64(step) * 100_000, now: clock.now)
            clock.sleep(until: turn)
        }
        let took = clock.now.seconds(since: start)
        #expect(took >= 1 - Pacer.burstSeconds - 1e-6 && took <= 1)
    }

    // vmstate_downtime_checkpoint, and what the columns promise.
    @Test func thePartsAddUp() throws {
        var simulation = Simulation(dirtyRate: 4e8)
        simulation.spec.deviceStateBytes = 10_000_000
        let result = try simulation.run()
        let durations = try #require(result.durations)
        let whole = durations.setupMs + durations.precopyMs + durations.downtimeMs
        #expect(abs(whole - durations.totalMs) < 1e-6)
        let stop = durations.lastRoundMs + durations.deviceStateMs + durations.resumeMs
        #expect(abs(stop - durations.downtimeMs) < 1e-6)
        #expect(durations.resumeMs == 3)
        // 10 ms of state and 5 ms on the way, of which the destination says 3 are resuming.
        #expect(abs(durations.deviceStateMs - 12) < 1e-6)
        // The timeline has each part's beginning.
        let parts = Array(result.engine.samples.drop { $0.phase == .precopy })
        #expect(
            parts.map(\.phase) == [.switchover, .lastRound, .deviceState, .resume, .completed])
        let times = parts.map(\.ms)
        #expect(times[1] == times[0])
        #expect(abs(times[2] - times[0] - durations.lastRoundMs) < 1e-6)
        #expect(abs(times[3] - times[2] - 10) < 1e-6)
        #expect(abs(times[4] - times[0] - durations.downtimeMs) < 1e-6)
    }

    // The reading of meters is no part of what they measure.
    @Test func whatTheCallerDoesAfterSetupIsNotCounted() throws {
        var simulation = Simulation(dirtyRate: 1e8)
        let plain = try #require(try simulation.run().durations)
        simulation.readingSeconds = 5
        let read = try #require(try simulation.run().durations)
        #expect(abs(read.setupMs - plain.setupMs) < 1e-6)
        #expect(read.totalMs < plain.totalMs + 1000)
        #expect(abs(read.setupMs + read.precopyMs + read.downtimeMs - read.totalMs) < 1e-6)
    }

    // The clock is looked at 32 times, 3 ms each, before anything is measured.
    @Test func theClockIsLookedAtOutsideOfTheMigration() throws {
        let result = try Simulation(dirtyRate: 1e8).run()
        let durations = try #require(result.durations)
        #expect(durations.setupMs < 1e-6)
        #expect(result.link.calls.prefix(2) == ["askClock", "begin"])
        #expect(
            abs(
                durations.setupMs + durations.precopyMs + durations.downtimeMs
                    - durations.totalMs) < 1e-6)
    }

    /// The guest goes on by the schedule that it began with, told by the other host's clock.
    @Test func theScheduleGoesWithTheGuest() throws {
        let result = try Simulation(dirtyRate: 1e8).run()
        let clock = try #require(result.engine.clockOffset)
        let sent = try #require(result.link.state)
        #expect(sent.timeZero == clock.atDestination(result.guest.timeZero))
        // Half of the 3 ms that the two ways took, and what the clocks may drift meanwhile.
        let end = try #require(result.engine.timeline?.end)
        let error = Double(sent.timeZero.nanoseconds) - Double(SimulatedLink.clockAhead)
        #expect(abs(error) <= clock.uncertaintyNanoseconds(at: end))
        #expect(clock.roundTripNanoseconds == 3_000_000)
        let setupEnd = try #require(result.engine.timeline?.setupEnd)
        #expect(result.link.began == clock.atDestination(setupEnd))
    }

    @Test func withinARoundLessAndLessRemains() throws {
        var simulation = Simulation(dirtyRate: 7e8)
        simulation.spec.maxBandwidth = 8e8
        let result = try simulation.run()
        var last: (round: Int, bytes: UInt64) = (0, 0)
        #expect(result.engine.samples.count > 20)
        for sample in result.engine.samples where sample.phase == .precopy {
            if sample.round == last.round { #expect(sample.remainingBytes <= last.bytes) }
            last = (sample.round, sample.remainingBytes)
        }
        // What the rounds sent is what the link was given.
        let sum = result.engine.rounds.reduce(0) { $0 + $1.bytes }
        #expect(sum == result.link.counters.bytes)
    }

    /// Whoever looks on sees the last round go on, as the rounds before it.
    @Test func theLastRoundIsSeenBatchByBatch() throws {
        var looks: [TimelineSample] = []
        var simulation = Simulation(dirtyRate: 4e8)
        simulation.watch = { looks.append($0) }
        let result = try simulation.run()
        let last = looks.filter { $0.phase == .lastRound }
        #expect(last.count > 20)
        for (look, next) in zip(last, last.dropFirst()) {
            #expect(next.bytes > look.bytes && next.remainingBytes < look.remainingBytes)
        }
        // The round's own figures are those of before: nothing is decided any more.
        let thresholds = result.engine.rounds.suffix(2).map(\.thresholdBytes)
        #expect(thresholds.first == thresholds.last)
    }

    // migration_completion and migrate_fd_error: a failure before the stop leaves the guest
    // running; one in it leaves it stopped for whoever decides next.
    @Test(arguments: [
        ("askClock", false), ("begin", false), ("send", false), ("endRound", false),
        ("complete", true),
    ])
    func aFailingLinkIsAnError(_ call: String, _ isPaused: Bool) throws {
        // A guest that is sent in more than a tick, so that a round ends before the stop.
        let result = try Simulation(dirtyRate: 1e8, failing: call).run()
        guard case .failure(.closed(doing: call)) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(result.guest.isPaused == isPaused)
    }

    /// Not only when the next batch leaves, 100 s later.
    @Test func aLinkThatFailsWhileNothingLeavesIsNoticedAtOnce() throws {
        var simulation = Simulation(failing: "look")
        simulation.spec.maxBandwidth = 10_000
        let result = try simulation.run()
        guard case .failure(.closed(doing: "look")) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(try #require(result.engine.samples.last).ms < 1000)
        #expect(result.guest.isPaused == false)
    }
}
