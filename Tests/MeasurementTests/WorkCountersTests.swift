import Glibc
import Platform
import Testing

@testable import Measurement

@Suite struct WorkCountersTests {
    @Test func aRefusalSaysWhatToDo() throws {
        let host = try FakeTree(["proc/sys/kernel/perf_event_paranoid": "3\n"])
        let tree = HostTree(root: host.root)
        func words(_ code: Int32) -> String {
            WorkCounters.words(
                SystemError("perf_event_open", code: code, doing: "counting cycles"), tree)
        }
        #expect(
            words(EACCES)
                == "perf_event_paranoid is 3 (sudo sysctl kernel.perf_event_paranoid=1)")
        #expect(words(ENOENT).contains("virtual machines"))
        #expect(words(EMFILE).contains("perf_event_open"))
    }

    /// Either there are counts of both, or a reason for there being none.
    @Test func thereAreCountsOrAReason() {
        let counters = WorkCounters()
        let before = counters.reading
        let end = Deadline.after(seconds: 0.05)
        while !end.hasPassed { CurrentThread.relax() }
        let use = counters.use(since: before)
        #expect((use == nil) == (counters.refusal != nil))
        if let use {
            #expect((use.cycles ?? 0) > 1000)
            #expect((use.instructions ?? 0) > 1000)
        }
    }
}
