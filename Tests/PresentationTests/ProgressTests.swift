import Presentation
import Results
import Synchronization
import Testing

@Suite struct ProgressLineTests {
    private let line = ProgressLine(
        index: 17, count: 45, transport: "multifd x4", workload: "hotset 64 MiB/s", round: 3,
        remainingBytes: 48 << 20, bandwidthMbps: 17_200, secondsLeft: 72)

    @Test func wholeLine() {
        let text =
            "[17/45] multifd x4  hotset 64 MiB/s   round 3   48 MiB left   17.2 Gb/s   ETA 1:12"
        #expect(line.text(width: 100) == text)
        #expect(line.text(width: text.count) == text)
    }

    @Test(arguments: [
        (81, "[17/45] multifd x4  hotset 64 MiB/s   48 MiB left   17.2 Gb/s   ETA 1:12"),
        (71, "[17/45] multifd x4  hotset 64 MiB/s   48 MiB left   ETA 1:12"),
        (58, "[17/45] multifd x4   48 MiB left   ETA 1:12"),
        (40, "[17/45] multifd x4   ETA 1:12"), (20, "[17/45] multifd x4"), (12, "[17/45] mul…"),
    ])
    func leastImportantGoesFirst(width: Int, text: String) {
        #expect(line.text(width: width) == text)
    }

    @Test(arguments: 1...100) func neverTooWide(width: Int) {
        #expect(line.text(width: width).count <= width)
    }

    @Test func whatIsNotKnownIsLeftOut() {
        let line = ProgressLine(index: 1, count: 45, transport: "tcp", workload: "idle")
        #expect(line.text(width: 100) == "[1/45] tcp  idle")
    }

    @Test func aTransportIsNamedAsItIsGiven() {
        let line = ProgressLine.finished(
            index: 1, count: 2, SampleRuns.row("rdma-pin-all", total: 5),
            transport: "rdma-pin-all poll")
        #expect(line.hasPrefix("[1/2] rdma-pin-all poll  hotset"))
    }

    @Test func finishedRuns() {
        let completed = SampleRuns.row(
            "multifd", channels: 4, total: 101, downtime: 4.2, mbps: 22_600)
        #expect(
            ProgressLine.finished(index: 17, count: 45, completed)
                == "[17/45] multifd x4  hotset 64 MiB/s   completed   total 101 ms   "
                + "downtime 4.2 ms   22.6 Gb/s   verified")
        var failed = SampleRuns.row("tcp", status: .notConverged)
        failed[RunColumns.outcome.reason] = "gave up\nafter 60 s"
        #expect(
            ProgressLine.finished(index: 2, count: 45, failed)
                == "[2/45] tcp  hotset 64 MiB/s   not converged: gave up after 60 s")
    }
}

@Suite struct ProgressPrinterTests {
    private let line = ProgressLine(
        index: 1, count: 2, transport: "tcp", workload: "idle", secondsLeft: 5)

    /// What was printed, and a clock that the test moves.
    private final class Screen: Sendable {
        let text = Mutex("")
        let time = Mutex(0.0)

        func printer(_ style: ProgressPrinter.Style) -> ProgressPrinter {
            ProgressPrinter(
                style, now: { self.time.withLock { $0 } },
                output: { text in self.text.withLock { $0 += text } })
        }

        func take() -> String {
            text.withLock { text in
                defer { text = "" }
                return text
            }
        }
    }

    @Test func terminalLineIsRewrittenAndCleared() {
        let screen = Screen()
        let printer = screen.printer(.terminal(width: { 80 }))
        printer.show(line)
        #expect(screen.take() == "\r\u{1B}[K[1/2] tcp  idle   ETA 0:05")
        printer.finished(index: 1, count: 2, SampleRuns.row("tcp", total: 5))
        #expect(screen.take() == "")
        printer.clear()
        #expect(screen.take() == "\r\u{1B}[K")
        printer.clear()
        #expect(screen.take() == "")
    }

    @Test func tenTimesASecondAtMost() {
        let screen = Screen()
        let printer = screen.printer(.terminal(width: { 80 }))
        for step in 0..<1000 {
            screen.time.withLock { $0 = Double(step) / 1000 }
            printer.show(line)
        }
        #expect(screen.take().split(separator: "\r").count == 10)
    }

    @Test func lineStaysBelowTheTerminalsWidth() {
        let screen = Screen()
        screen.printer(.terminal(width: { 21 })).show(line)
        #expect(screen.take() == "\r\u{1B}[K[1/2] tcp   ETA 0:05")
        screen.printer(.terminal(width: { 20 })).show(line)
        #expect(screen.take() == "\r\u{1B}[K[1/2] tcp")
    }

    @Test func failuresStayOnTheTerminal() {
        let screen = Screen()
        let printer = screen.printer(.terminal(width: { 80 }))
        printer.show(line)
        _ = screen.take()
        printer.finished(index: 1, count: 2, SampleRuns.row("tcp", status: .failed))
        #expect(screen.take() == "\r\u{1B}[K[1/2] tcp  hotset 64 MiB/s   failed\n")
        printer.show(line)
        #expect(screen.take() != "")
    }

    @Test func pipeGetsALineARun() {
        let screen = Screen()
        let printer = screen.printer(.plain)
        printer.show(line)
        #expect(screen.take() == "")
        printer.finished(index: 1, count: 2, SampleRuns.row("tcp", total: 5))
        #expect(
            screen.take() == "[1/2] tcp  hotset 64 MiB/s   completed   total 5.0 ms   verified\n")
        printer.clear()
        #expect(screen.take() == "")
    }
}
