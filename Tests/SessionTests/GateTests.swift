import Platform
import Synchronization
import Testing

@testable import Session

/// Threads wait for each other, and for nobody who has left.
@Suite struct GateTests {
    /// What threads have done so far, in order.
    private final class Log: Sendable {
        private let words = Mutex<[Int]>([])
        var all: [Int] { words.withLock { $0 } }
        func add(_ word: Int) { words.withLock { $0.append(word) } }
    }

    private struct Failure {
        static let error = SessionError.interrupted
    }

    /// Runs threads to their end; false where one does not come to it.
    private func run(_ bodies: [@Sendable () throws -> Void]) throws -> Bool {
        let threads = try bodies.map { body in
            try NativeThread(name: "test") {
                do { try body() } catch { Issue.record("\(error)") }
            }
        }
        for thread in threads { try thread.join(until: .after(seconds: 20)) }
        return true
    }

    @Test func nobodyPassesBeforeAllAreThere() throws {
        let gate = Gate(members: 4)
        let log = Log()
        let bodies = (0..<4).map { number in
            { @Sendable () throws in
                for step in 0..<50 {
                    // One of them is late, and another one each time.
                    if step % 4 == number { MonotonicTime.now.advanced(bySeconds: 0.001).sleep() }
                    log.add(step)
                    try gate.pass(meanwhile: {})
                }
            }
        }
        #expect(try run(bodies))
        #expect(log.all == log.all.sorted())
        #expect(log.all.count == 200)
    }

    @Test func whoLeavesIsNotWaitedFor() throws {
        let gate = Gate(members: 3)
        let log = Log()
        #expect(
            try run([
                { gate.leave() },
                {
                    for _ in 0..<3 { try gate.pass(meanwhile: {}) }
                    log.add(1)
                },
                {
                    for _ in 0..<2 { try gate.pass(meanwhile: {}) }
                    MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
                    gate.leave()
                },
            ]))
        #expect(log.all == [1])
    }

    /// It no longer counts as one who waits: the others go on only once it has left.
    @Test func whoFailsWhileWaitingFailsAlone() throws {
        let gate = Gate(members: 3)
        let log = Log()
        let late: @Sendable () throws -> Void = {
            MonotonicTime.now.advanced(bySeconds: 1.5).sleep()
            log.add(1)
            try gate.pass(meanwhile: {})
            log.add(3)
        }
        #expect(
            try run([
                {
                    do throws(SessionError) {
                        try gate.pass { () throws(SessionError) in throw Failure.error }
                    } catch { log.add(0) }
                    MonotonicTime.now.advanced(bySeconds: 1).sleep()
                    log.add(2)
                    gate.leave()
                }, late,
                {
                    try gate.pass(meanwhile: {})
                    log.add(3)
                },
            ]))
        #expect(log.all == [0, 1, 2, 3, 3])
    }
}
