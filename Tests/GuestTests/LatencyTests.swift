import Foundation
import Platform
import TestSupport
import Testing

@testable import Guest

/// How late operations were, by a clock that is made up: what comes out is known.
@Suite struct LatencyTests {
    /// Each vCPU has an operation due every millisecond.
    private let spec = GuestSpec(
        memoryBytes: 1 << 20, vcpus: 2,
        workload: WorkloadSpec(kind: .uniform, dirtyRate: 2000 * 4096))

    private func at(_ ms: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000 + UInt64(ms * 1e6))
    }

    private func schedule(from ms: Double = 0) -> Schedule {
        let schedule = Schedule(spec)
        schedule.start(elapsed: 0, now: at(ms))
        return schedule
    }

    /// Within what the buckets tell apart.
    private func isNear(_ told: Double?, _ microseconds: Double) -> Bool {
        guard let told else { return false }
        return told >= microseconds - 0.064 && told <= microseconds * (1 + 1 / 128) + 0.064
    }

    private func latency(_ log: OperationLog, undone: UInt64? = nil, at ms: Double) throws
        -> GuestLatency
    {
        GuestLatency(try #require(log.lateness(undone: undone, now: at(ms))))
    }

    // MARK: The histogram

    @Test func quantilesAreThoseOfTheSortedList() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<20 {
            var histogram = LatencyHistogram()
            var list: [Double] = []
            for _ in 0..<5000 {
                let late = pow(10, Double.random(in: 0...12, using: &random))
                list.append(late)
                histogram.record(1, lateness: late, interval: 1)
            }
            list.sort()
            let counts = LatencyCounts(histogram)
            #expect(counts.count == 5000)
            for quantile in [0.5, 0.9, 0.99, 0.999] {
                let exact = list[Int((quantile * 5000).rounded(.up)) - 1] / 1000
                #expect(isNear(counts.microseconds(atQuantile: quantile), exact), "\(quantile)")
            }
            // To the nanosecond.
            #expect(counts.longestMicroseconds == Double(UInt64(list[4999])) / 1000)
        }
    }

    /// Counting a run of operations at once is counting each.
    @Test func aRunIsWhatItsOperationsAre() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<200 {
            let count = UInt64.random(in: 1...300, using: &random)
            let interval = pow(10, Double.random(in: -2...7, using: &random))
            let last = pow(10, Double.random(in: 0...10, using: &random))
            let first = last + Double(count - 1) * interval
            var one = LatencyHistogram()
            one.record(count, lateness: first, interval: interval)
            var each = LatencyHistogram()
            for index in 0..<count {
                each.record(1, lateness: first - Double(index) * interval, interval: interval)
            }
            #expect(one.count == count)
            // Sums that are rounded differently may fall into the next bucket.
            let (left, right) = (LatencyCounts(one), LatencyCounts(each))
            for quantile in [0.1, 0.5, 0.9] where count > 10 {
                let told = left.microseconds(atQuantile: quantile) ?? 0
                let other = right.microseconds(atQuantile: quantile) ?? 0
                #expect(abs(told - other) <= other / 64 + 0.128)
            }
            #expect(left.longestMicroseconds == right.longestMicroseconds)
        }
    }

    @Test func whatIsBeyondAnHourCountsAsAnHour() {
        var histogram = LatencyHistogram()
        histogram.record(1_000_000_000_000, lateness: 1e15, interval: 1e-9)
        histogram.record(3, lateness: -5, interval: 1)
        let counts = LatencyCounts(histogram)
        #expect(counts.count == 1_000_000_000_003)
        #expect(counts.longestMicroseconds == 3.6e9)
    }

    @Test func aQuantileNeedsAnOperationBeyondIt() {
        let cases: [(UInt64, [Bool])] = [
            (1, [false, false, false]), (2, [true, false, false]), (99, [true, false, false]),
            (100, [true, true, false]), (999, [true, true, false]), (1000, [true, true, true]),
        ]
        for (count, told) in cases {
            var histogram = LatencyHistogram()
            histogram.record(count, lateness: 5000, interval: 1e-6)
            let counts = LatencyCounts(histogram)
            let isTold = [0.5, 0.99, 0.999].map { counts.microseconds(atQuantile: $0) != nil }
            #expect(isTold == told, "\(count)")
            #expect(isNear(counts.longestMicroseconds, 5))
        }
        #expect(LatencyCounts().longestMicroseconds == nil)
        #expect(LatencyCounts().microseconds(atQuantile: 0.5) == nil)
    }

    // MARK: Phases

    /// Three operations in time, then a stop of 7 ms, after which all that fell due is done at once.
    @Test func aStopCountsWithItsWholeLateness() throws {
        let schedule = schedule()
        schedule.phases.begin(.span, at: at(0))
        let log = OperationLog(schedule)
        for index in 0..<3 as Range<UInt64> {
            log.note(index..<(index + 1), now: at(Double(index) + 1))
        }
        log.note(3..<10, now: at(10.5))
        let span = try latency(log, at: 11).span
        #expect(span.count == 10)
        // Due at 4, 5 ... 10 ms: 6.5, 5.5 ... 0.5 ms late. The median of ten is the fifth.
        #expect(isNear(span.longestMicroseconds, 6500))
        #expect(isNear(span.microseconds(atQuantile: 0.5), 1500))
        #expect(isNear(span.microseconds(atQuantile: 0.9), 5500))
        #expect(log.first == at(1) && log.last == at(10.5))
    }

    /// An operation belongs to the phase in which it fell due, whenever it is done.
    @Test func operationsAreToldApartByWhenTheyFellDue() throws {
        let schedule = schedule()
        let log = OperationLog(schedule)
        log.note(0..<2, now: at(2))  // 1, 2 ms: settling
        schedule.phases.begin(.alone, at: at(2.5))
        log.note(2..<3, now: at(3.1))  // 3 ms: alone
        schedule.phases.begin(.setup, at: at(4.5))
        schedule.phases.begin(.span, at: at(6.5))
        log.note(3..<9, now: at(9.25))  // 4: alone; 5, 6: setup; 7, 8, 9: span
        schedule.phases.begin(.after, at: at(11.5))
        log.note(9..<13, now: at(13))  // 10, 11: span; 12, 13: after
        let all = try latency(log, at: 13)
        #expect(all.alone.count == 2 && all.span.count == 5 && all.after.count == 2)
        #expect(isNear(all.alone.longestMicroseconds, 5250))
        #expect(isNear(all.span.longestMicroseconds, 3000))
        #expect(isNear(all.after.longestMicroseconds, 1000))
    }

    /// The destination's clock saw phases begin before the guest was there.
    @Test func phasesMayHaveEndedBeforeTheGuestCame() throws {
        let schedule = schedule(from: 100)
        schedule.phases.begin(.alone, at: at(20))
        schedule.phases.begin(.setup, at: at(90))
        schedule.phases.begin(.span, at: at(102.5))
        let log = OperationLog(schedule)
        log.note(1..<5, now: at(110))  // 102: setup; 103, 104, 105: span
        let all = try latency(log, at: 111)
        #expect(all.alone.count == 0 && all.span.count == 3 && all.after.count == 0)
    }

    /// A guest that never catches up does not leave out what it did not do.
    @Test func whatWasNeverDoneCounts() throws {
        let schedule = schedule()
        schedule.phases.begin(.span, at: at(0))
        let log = OperationLog(schedule)
        log.note(0..<2, now: at(9))
        schedule.phases.begin(.after, at: at(10.5))
        #expect(try latency(log, at: 30).span.count == 2)
        // 3 to 10 ms are due by the end of the span; what came after it is left out.
        let all = try latency(log, undone: 2, at: 30)
        #expect(all.span.count == 10 && all.after.count == 0)
        #expect(isNear(all.span.longestMicroseconds, 27_000))
        // Nothing is left of a guest in time.
        #expect(try latency(log, undone: 10, at: 30).span.count == 2)
        #expect(try latency(log, undone: 25, at: 30).span.count == 2)
    }

    @Test func anotherRunForgetsTheMoments() {
        let log = OperationLog(schedule())
        #expect(log.batch == 1)
        log.note(0..<1, now: at(2))
        #expect(log.batch == OperationLog.operationsAtOnce)
        log.beginRun()
        #expect(log.first == nil && log.last == nil && log.batch == 1)
    }

    /// What is counted as done together takes less time than the histogram can tell apart.
    @Test func theClockIsReadLessOftenFarBehindOnly() {
        let log = OperationLog(schedule())  // an operation a millisecond
        log.note(0..<1, now: at(2))
        log.note(1..<2, now: at(33))
        #expect(log.batch == OperationLog.operationsAtOnce)
        log.note(2..<3, now: at(36))
        #expect(log.batch == OperationLog.operationsAtOnceFarBehind)
        // In time again.
        log.note(3..<4, now: at(36))
        #expect(log.batch == OperationLog.operationsAtOnceFarBehind)
        log.note(4..<40, now: at(40))
        log.note(40..<41, now: at(41))
        #expect(log.batch == OperationLog.operationsAtOnce)
    }

    // MARK: On the way

    private func sample(_ random: inout SeededRandom) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for _ in 0..<Int.random(in: 0...400, using: &random) {
            histogram.record(
                UInt64.random(in: 1...50, using: &random),
                lateness: pow(10, Double.random(in: 0...13, using: &random)), interval: 100)
        }
        return histogram
    }

    @Test func countsSurviveTheWay() throws {
        var random = SeededRandom(seed: 6)
        for _ in 0..<50 {
            let counts = LatencyCounts(sample(&random))
            let json = try JSONEncoder().encode(counts)
            #expect(try JSONDecoder().decode(LatencyCounts.self, from: json) == counts)
        }
    }

    @Test func mergingIsRecordingTogether() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<50 {
            var (left, right) = (sample(&random), sample(&random))
            let merged = LatencyCounts(merging: [LatencyCounts(left), LatencyCounts(right)])
            left.add(right)
            #expect(merged == LatencyCounts(left))
            right.add(LatencyHistogram())
            #expect(
                LatencyCounts(merging: [LatencyCounts(right), .init()]) == LatencyCounts(right))
        }
        #expect(LatencyCounts(merging: []) == LatencyCounts())
    }

    /// The most that can travel is a tenth of a frame.
    @Test func aFullHistogramIsBounded() throws {
        var histogram = LatencyHistogram()
        var late = 1.0
        while late < 4e12 {
            histogram.record(1, lateness: late, interval: 1)
            late *= 1.001
        }
        let counts = LatencyCounts(histogram)
        #expect(counts.buckets.count <= 2 * LatencyCounts.maximumBuckets)
        #expect(try JSONEncoder().encode(counts).count < 100_000)
    }

    @Test(
        arguments: [
            "[1]", "[0,0]", "[9,1,9,1]", "[9,1,5,1]", "[1,72057594037927937]",
            "[18446744073709551615,1]", "[1,72057594037927936,900,1]", "[-1,1]", "[1,1.5]",
            "[9000000000000,1]",
        ])
    func whatNoHistogramMadeIsRefused(_ buckets: String) {
        let json = Data("{\"buckets\":\(buckets)}".utf8)
        #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode(LatencyCounts.self, from: json)
        }
    }

    /// Whatever arrives: counts within their limits, or an error; never a trap.
    @Test func mutationsAreTakenOrRefused() throws {
        var random = SeededRandom(seed: 8)
        var taken = 0
        for _ in 0..<3000 {
            var numbers = LatencyCounts(sample(&random)).buckets.prefix(40).map { "\($0)" }
            if !numbers.isEmpty {
                let place = Int.random(in: 0..<numbers.count, using: &random)
                numbers[place] = "\(random.next() >> UInt64.random(in: 0...63, using: &random))"
            }
            let json = Data("{\"buckets\":[\(numbers.joined(separator: ","))]}".utf8)
            let counts: LatencyCounts
            do { counts = try JSONDecoder().decode(LatencyCounts.self, from: json) } catch {
                #expect(error is DecodingError)
                continue
            }
            taken += 1
            let merged = LatencyCounts(merging: [counts, counts, counts])
            #expect(merged.count == 3 * counts.count)
            _ = merged.microseconds(atQuantile: 0.999)
        }
        #expect(taken > 100)
    }
}
