internal import Results

extension Plot {
    /// How a migration went.
    static let timeline = Plot(
        name: "timeline",
        summary: "throughput and what is left over time, with the downtime shaded",
        draw: { source throws(PlotError) in
            let courses = try Courses(source)
            let all = try courses.all().map { ($0.setting, $0.courses.map(withThroughput)) }
            let pictures = timelineSheet.pictures(
                all, note: try courses.note("throughput: bytes between samples"))
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
            axis: "memory left", legend: "memory left to send"),
        figures: { run in
            let stop = run[RunColumns.time.downtimeMs]
            return [stop.map { "downtime \(Quantity.duration(milliseconds: $0))" }].compactMap(
                \.self)
        })

    /// Throughput in 10^6 bit/s, and what is left in bytes.
    private static func withThroughput(_ course: Course) -> Course {
        var course = course
        let rates = course.rates(
            of: TimelineColumns.sample.sentBytes, since: (0, 0), shortest: course.shortestSpan)
        for (index, rate) in rates.enumerated() {
            course.samples[index].left = rate.map { $0 * 8 / 1000 }
            let left = course.samples[index].row[TimelineColumns.sample.remainingBytes]
            course.samples[index].right = left.map { Double($0) }
        }
        return course
    }
}
