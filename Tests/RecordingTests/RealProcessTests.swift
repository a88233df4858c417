import Foundation
import Guest
import Platform
import Testing

@testable import Recording

/// What is recorded of real processes, by whatever this kernel has.
@Suite(.serialized) struct RealProcessTests {
    static let methods = RecordingMethod.allCases.filter { $0.obstacle == nil }

    private func start(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func settings(_ method: RecordingMethod, count: Int = 5) -> RecordingSettings {
        RecordingSettings(
            method: method, intervalNanoseconds: 100_000_000, intervalCount: count,
            origin: "a test")
    }

    /// dd lets the kernel write to its 4 MiB again and again: 1024 pages, one run, every interval.
    @Test(
        .enabled(if: !methods.isEmpty, "this kernel does not tell what a process writes"),
        arguments: methods)
    func aBufferThatIsWrittenAgainAndAgain(_ method: RecordingMethod) throws {
        let process = try start("/bin/dd", ["if=/dev/zero", "of=/dev/null", "bs=4M"])
        // Signals that this process blocks are blocked there too, but for this one.
        defer { kill(process.processIdentifier, SIGKILL) }
        // Past its start.
        MonotonicTime.now.advanced(bySeconds: 0.3).sleep()
        let recording = try Recorder(process.processIdentifier, settings(method)).record { false }
        #expect(process.isRunning)
        let trace = recording.trace
        #expect(trace.intervalCount == 5 && trace.pageCount > 1024)
        let counts = zip(trace.operationsBefore.dropFirst(), trace.operationsBefore).map { $0 - $1 }
        // A few pages of its stack and data besides; where a look was late, an interval may have none.
        let busy = counts.filter { $0 > 0 }
        #expect(busy.count >= 5 - recording.lateIntervals)
        #expect(busy.allSatisfy { (1000...1100).contains($0) }, "\(counts)")
        #expect(Set(trace.pages).count <= 1100)
    }

    /// A process that waits in a system call goes on to wait, and is none the wiser.
    @Test(
        .enabled(if: !methods.isEmpty, "this kernel does not tell what a process writes"),
        arguments: methods)
    func aProcessThatWaitsGoesOn(_ method: RecordingMethod) throws {
        let (toCat, fromCat) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/cat")
        process.standardInput = toCat
        process.standardOutput = fromCat
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        // Past its start, in which it writes: it answers, and then sleeps in read(2).
        func expectAnswer(_ line: String) throws {
            try toCat.fileHandleForWriting.write(contentsOf: Data(line.utf8))
            #expect(fromCat.fileHandleForReading.availableData == Data(line.utf8))
        }
        try expectAnswer("before\n")
        try #require(try sleepsWithin(process.processIdentifier, seconds: 20))
        do {
            let recording = try Recorder(process.processIdentifier, settings(method, count: 2))
                .record { false }
            // Where it went on late, the kernel has noted its CPU in its restartable sequence's area.
            #expect(Set(recording.trace.pages).count <= 2)
        } catch RecordingError.nothing {
            // It writes nothing at all.
        }
        try expectAnswer("after\n")
        try toCat.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && process.terminationReason == .exit)
    }

    /// Whether a process comes to sleep in the kernel.
    private func sleepsWithin(_ process: Int32, seconds: Double) throws -> Bool {
        let deadline = Deadline.after(seconds: seconds)
        while !deadline.hasPassed {
            let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            if stat.contains(") S ") { return true }
            MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
        }
        return false
    }

    /// What a kernel cannot do is told, with what one could do about it.
    @Test func aKernelWithoutAWayIsNamed() {
        let error = RecordingError.noMethod(RecordingMethod.allCases.compactMap(\.obstacle))
        #expect("\(error)".contains("Linux 6.7"))
        for method in RecordingMethod.allCases {
            guard let obstacle = method.obstacle else { continue }
            #expect(obstacle.hasPrefix(method.rawValue))
        }
    }
}
