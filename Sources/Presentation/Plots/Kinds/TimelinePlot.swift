internal import Results

extension Plot {
    /// How a migration went.
    static let timeline = Plot(
        name: "timeline",
        summary: "throughput and what is left over time, with the downtime shaded",
        draw: { source throws(PlotError) in
            let courses = try Courses(source)
            let all = try courses.all().map { ($0.setting, withThroughput($0.courses)) }
            let pictures = timelineSheet.pictures(all, note: try courses.note(words(all)))
            guard !pictures.isEmpty else {
                throw .nothing("timeline.csv has fewer than two samples of each completed run")
            }
            return pictures
        })

    private static let timelineSheet = CourseSheet(
        name: "timeline", title: "How migrations go",
        left: .init(
            name: "throughput_mbps", column: RunColumns.amount.bandwidthMbps.column,
            axis: "throughput", legend: "throughput"),
        right: .init(
            name: "remaining_bytes", column: TimelineColumns.sample.remainingBytes.column,
            axis: "memory left", legend: "memory not yet handed to the transport"),
        figures: { course in
            let stop = course.run[RunColumns.time.downtimeMs]
            return [stop.map { "downtime \(Quantity.duration(milliseconds: $0))" }].compactMap(
                \.self)
        })

    /// With fewer samples of the wire the course between them is not seen.
    private static let fewestOfWire = 5

    /// So much of the time they must span.
    private static let leastOfTime = 0.9

    /// What the throughput of a setting's courses is counted in: what left the interface, where that was
    /// looked at often enough in each; else what the transports say that they sent.
    ///
    /// RDMA counts as sent what is known to have arrived, which may be all of a queue at once. Of guests
    /// that migrate at once the wire has the bytes of all.
    private static func counter(of courses: [Course]) -> TypedColumn<Int> {
        let wire = TimelineColumns.sample.wireBytes
        let isSeen = courses.allSatisfy { course in
            let known = course.samples.filter { $0.row[wire] != nil }
            guard known.count >= fewestOfWire, let last = known.last,
                let end = course.samples.last
            else { return false }
            return course.run[RunColumns.concurrency.guests] == nil
                && last.ms >= leastOfTime * end.ms
        }
        return isSeen ? wire : TimelineColumns.sample.sentBytes
    }

    /// What throughput is of, in the pictures that there are.
    private static func words(_ all: [(setting: String, courses: [Course])]) -> [String] {
        let counters = Set(all.flatMap(\.courses).compactMap(\.measure))
        let wire = "wire_bytes is what left the interface, other traffic too"
        let sent =
            "sent_bytes is what the transport counted, where wire_bytes has too few samples or is of "
            + "several guests"
        return ["throughput: bytes between samples"]
            + [(TimelineColumns.sample.wireBytes, wire), (TimelineColumns.sample.sentBytes, sent)]
            .filter { counters.contains($0.0.name) }.map(\.1)
    }

    private static func withThroughput(_ courses: [Course]) -> [Course] {
        let counter = counter(of: courses)
        return courses.map { withThroughput($0, counter) }
    }

    /// Throughput in 10^6 bit/s, and what is left in bytes.
    private static func withThroughput(_ course: Course, _ counter: TypedColumn<Int>) -> Course {
        var course = course
        course.measure = counter.name
        let isSent = counter.name == TimelineColumns.sample.sentBytes.name
        // The wire is counted from its first sample on.
        let rates = course.rates(
            of: counter, since: isSent ? (0, 0) : nil, shortest: course.shortestSpan)
        for (index, rate) in rates.enumerated() {
            course.samples[index].left = rate.map { $0 * 8 / 1000 }
            let left = course.samples[index].row[TimelineColumns.sample.remainingBytes]
            course.samples[index].right = left.map { Double($0) }
        }
        return course
    }
}
