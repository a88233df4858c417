internal import Guest
internal import Platform

/// Records which pages a running process writes, interval after interval.
public struct Recorder {
    private let process: Int32
    private let settings: RecordingSettings
    private let watch: any WriteWatch
    private let mappings: () throws(SystemError) -> [ProcessMapping]
    private let clock: any IntervalClock

    /// Begins to watch a process.
    /// - Throws: ``RecordingError`` where it cannot be watched.
    public init(_ process: Int32, _ settings: RecordingSettings) throws(RecordingError) {
        try Self.check(process, settings.method)
        let watch: any WriteWatch
        do { watch = try settings.method.watch(process) } catch {
            throw .process(process, "\(error)")
        }
        self.init(
            process, settings, watch: watch,
            clock: HostClock(intervalSeconds: settings.intervalSeconds)
        ) { () throws(SystemError) in
            try ProcessMapping.all(of: process)
        }
    }

    /// Records with whatever watches, and whatever tells the time.
    init(
        _ process: Int32, _ settings: RecordingSettings, watch: any WriteWatch,
        clock: any IntervalClock,
        mappings: @escaping () throws(SystemError) -> [ProcessMapping]
    ) {
        self.process = process
        self.settings = settings
        self.watch = watch
        self.clock = clock
        self.mappings = mappings
    }

    /// Refuses what cannot be recorded, or would come to harm.
    private static func check(
        _ process: Int32, _ method: RecordingMethod
    ) throws(RecordingError) {
        let status: String
        do {
            status = String(decoding: try Files.read("/proc/\(process)/status"), as: UTF8.self)
            guard try !ProcessMapping.all(of: process).isEmpty else {
                throw RecordingError.process(
                    process, "it has no memory of its own: it has ended, or is the kernel's")
            }
        } catch let error as RecordingError { throw error } catch {
            throw .process(process, "\(error)")
        }
        guard process != ThisProcess.id else { throw .process(process, "it is this one") }
        // It would be made to call userfaultfd, and its filter might end it for that.
        let isFiltered = status.split(separator: "\n").contains { line in
            line.hasPrefix("Seccomp:") && line.hasSuffix("2")
        }
        guard method != .pagemapScan || !isFiltered else {
            throw .process(
                process,
                "a seccomp filter guards its system calls; record it outside of its sandbox")
        }
    }

    /// Records until the time is over, the process has ended, the trace is full or `isStopped`.
    /// - Throws: ``RecordingError``.
    public func record(isStopped: () -> Bool) throws(RecordingError) -> Recording {
        var space = PageSpace()
        var intervals: [[Range<UInt64>]] = []
        var operations: UInt64 = 0
        var late = 0
        _ = try look(into: &space)
        clock.start()
        var ending = Recording.Ending.time
        while intervals.count < settings.intervalCount {
            clock.wait(forEndOf: intervals.count)
            if isStopped() {
                ending = .stopped
                break
            }
            guard let pages = try look(into: &space) else {
                ending = .processEnded
                break
            }
            operations += pages.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
            guard operations <= UInt64(Trace.maximumOperations) else {
                ending = .full
                break
            }
            // What took several intervals belongs to all of them; it stands in the last.
            let missed = min(clock.passed, settings.intervalCount) - intervals.count - 1
            if missed > 0 {
                late += missed
                intervals += [[Range<UInt64>]](repeating: [], count: missed)
            }
            intervals.append(pages)
        }
        return try recording(space, intervals, ending, late: late)
    }

    /// The pages written since the last look; nil where the process has ended.
    private func look(into space: inout PageSpace) throws(RecordingError) -> [Range<UInt64>]? {
        let writable: [ProcessMapping]
        // A process that is gone, or waits for its parent to ask how it ended, has no mappings.
        do { writable = try mappings().filter(\.isWritable) } catch { return nil }
        guard !writable.isEmpty else { return nil }
        let size = WrittenPages.pageBytes
        space.insert(
            writable.map { $0.addresses.lowerBound / size..<$0.addresses.upperBound / size })
        guard space.count <= UInt64(settings.maximumPages) else {
            throw .process(
                process,
                "it has \(space.count * size >> 30) GiB that it may write to; at most "
                    + "\(settings.maximumPages >> 18) GiB can be recorded")
        }
        do { return PageSpace.union(try watch.look(at: writable)) } catch {
            // Whether it ended just now shows in its mappings.
            do { if try mappings().isEmpty { return nil } } catch { return nil }
            throw .system(error)
        }
    }

    private func recording(
        _ space: PageSpace, _ intervals: [[Range<UInt64>]], _ ending: Recording.Ending, late: Int
    ) throws(RecordingError) -> Recording {
        let runs = space.runs(intervals)
        guard runs.contains(where: { !$0.isEmpty }) else {
            throw .nothing("the process wrote to no page within a whole interval")
        }
        var kept = runs.count
        while true {
            do {
                let trace = try Trace(
                    origin: settings.origin, pageCount: Int(space.count),
                    intervalNanoseconds: settings.intervalNanoseconds,
                    intervals: Array(runs[..<kept]))
                let isWhole = kept == runs.count
                return Recording(
                    trace: trace, ending: isWhole ? ending : .full, lateIntervals: late)
            } catch {
                guard error.isTooLarge, kept > 1 else { throw .nothing("\(error)") }
                kept = kept * 7 / 8
            }
        }
    }
}
