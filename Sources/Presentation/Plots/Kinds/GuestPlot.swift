internal import Analysis
internal import Results

extension Plot {
    /// What the guest felt while it was migrated, over time.
    static let guest = Plot(
        name: "guest",
        summary: "slowdown of the guest and how late its operations are, over time",
        draw: { source throws(PlotError) in
            let courses = try Courses(source)
            let all = try courses.all().map { ($0.setting, $0.courses.compactMap(withSlowdown)) }
            let pictures = guestSheet.pictures(
                all,
                note: try courses.note([
                    "until the destination's guest runs; below zero the guest catches up"
                ]))
            guard !pictures.isEmpty else {
                throw .nothing(
                    "timeline.csv has fewer than two samples of each guest with a steady dirty rate"
                )
            }
            return pictures
        })

    private static let guestSheet = CourseSheet(
        name: "guest", title: "What the guest feels",
        left: .init(
            name: "slowdown_percent", column: RunColumns.guest.slowdownPercent.column,
            axis: "slowdown", legend: "operations fewer than fell due"),
        right: .init(
            name: "late_us", column: RunColumns.guest.opMaxUs.column, axis: "lateness",
            legend: "how late operations are"),
        figures: { course in
            // Of what is drawn: op_max_us is measured otherwise, and may differ by a little.
            [
                course.samples.compactMap(\.right).max().map {
                    "at most \(Quantity.duration(milliseconds: $0 / 1000)) late"
                }
            ].compactMap(\.self)
        })

    /// A rate of fewer operations than this says more of when samples were taken than of the guest.
    private static let fewestOperations = 10.0

    /// Slowdown in percent, and lateness in µs; nil of a guest without a steady schedule.
    private static func withSlowdown(_ course: Course) -> Course? {
        guard let pace = GuestPace(course.run) else { return nil }
        var course = course
        let column = TimelineColumns.sample.guestOps
        course.samples = course.samples.filter { $0.row[column] != nil }
        guard course.samples.count > 1 else { return nil }
        let rates = course.rates(
            of: column,
            shortest: max(course.shortestSpan, fewestOperations / pace.perMillisecond))
        let late = pace.lateness(course.samples.map { ($0.ms, $0.row[column] ?? 0) })
        for index in course.samples.indices {
            course.samples[index].left = rates[index].map(pace.slowdownPercent)
            course.samples[index].right = late[index] * 1000
        }
        return course
    }
}
