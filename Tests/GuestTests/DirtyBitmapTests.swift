import Platform
import Synchronization
import TestSupport
import Testing

@testable import Guest

@Suite struct DirtyBitmapTests {
    @Test func marksMoveOnce() throws {
        let bitmap = try DirtyBitmap(pageCount: 130)
        let pages = try PageSet(pageCount: 130)
        for page in [0, 63, 64, 127, 128, 129, 63] { bitmap.set(page) }
        #expect(bitmap.isSet(129) && !bitmap.isSet(1))
        pages.insert(64)
        #expect(bitmap.drain(into: pages) == 5)
        #expect(pages.count == 6)
        #expect(!bitmap.isSet(129))
        #expect(bitmap.drain(into: pages) == 0)
        bitmap.set(0)
        #expect(bitmap.drain(into: pages) == 0)  // it was in the set already
        #expect(pages.count == 6)
    }

    /// The numbers that threads count up: each page has one writer, each bitmap word has all.
    @safe private final class Counters: @unchecked Sendable {
        let count: Int
        private let words: UnsafeMutablePointer<Atomic<UInt64>>

        init(count: Int) {
            self.count = count
            unsafe words = .allocate(capacity: count)
            for index in 0..<count { unsafe (words + index).initialize(to: Atomic(0)) }
        }

        deinit { unsafe words.deallocate() }

        func increment(_ index: Int) {
            let old = unsafe words[index].load(ordering: .relaxed)
            unsafe words[index].store(old + 1, ordering: .relaxed)
        }

        func value(_ index: Int) -> UInt64 { unsafe words[index].load(ordering: .relaxed) }
    }

    /// Whatever the interleaving: who reads a page after each drain has seen its last write.
    @Test(arguments: [1, 2, 4])
    func noWriteIsLostBetweenSettersAndDrainer(_ writers: Int) throws {
        let pageCount = 300
        let bitmap = try DirtyBitmap(pageCount: pageCount)
        let counters = Counters(count: pageCount)
        let running = Running(left: writers)
        var threads: [NativeThread] = []
        for writer in 0..<writers {
            threads.append(
                try NativeThread(name: "writer-\(writer)") {
                    var random = SeededRandom(seed: UInt64(writer))
                    for _ in 0..<300_000 {
                        let choice = Int.random(in: 0..<pageCount / writers, using: &random)
                        let page = choice * writers + writer
                        counters.increment(page)
                        bitmap.set(page)
                    }
                    running.end()
                })
        }
        let pages = try PageSet(pageCount: pageCount)
        var seen = [UInt64](repeating: 0, count: pageCount)
        var drains = 0
        func drain() {
            _ = bitmap.drain(into: pages)
            var runs: [PageRun] = []
            _ = pages.take(pageCount, into: &runs)
            for run in runs {
                for page in Int(run.first)..<Int(run.first + run.count) {
                    seen[page] = counters.value(page)
                }
            }
            drains += 1
        }
        let deadline = Deadline.after(seconds: 60)
        while running.isRunning, !deadline.hasPassed { drain() }
        for thread in threads { try thread.join(until: .after(seconds: 60)) }
        drain()
        #expect(drains > 1)
        let lost = (0..<pageCount).filter { seen[$0] != counters.value($0) }
        #expect(lost == [])
        #expect(seen.reduce(0, +) == UInt64(writers * 300_000))
    }

    private final class Running: Sendable {
        private let left: Atomic<Int>

        init(left: Int) { self.left = Atomic(left) }

        var isRunning: Bool { left.load(ordering: .acquiring) > 0 }

        func end() { left.subtract(1, ordering: .releasing) }
    }
}
