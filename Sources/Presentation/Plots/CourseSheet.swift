internal import Results

/// Pictures of courses: a panel for each, a rate on the left axis and what it amounts to on the right,
/// with the downtime shaded.
struct CourseSheet: Sendable {
    /// The name of the pictures.
    let name: String
    /// What stands above them.
    let title: String
    let left: Curve
    let right: Curve
    /// What stands behind a way's name, such as `102 ms, downtime 1.9 ms`.
    let figures: @Sendable (Course) -> [String]

    /// What an axis has.
    struct Curve: Sendable {
        /// Its column in the picture's data.
        let name: String
        /// A column in the same unit.
        let column: Column
        /// What stands along the axis.
        let axis: String
        /// What the legend calls it.
        let legend: String
    }

    private static let dashed = "lc rgb '#000000' lw 2.5 dt (10,6)"
    private static let shade = "fc rgb '#CCCCCC' fs solid 1.0 border lc rgb '#CCCCCC'"

    /// The pictures: six panels in each at most.
    func pictures(
        _ all: [(setting: String, courses: [Course])], note: [String]
    ) -> [Picture] {
        all.flatMap { one in one.courses.parts(of: 6).map { (one.setting, $0) } }.enumerated().map {
            picture($1.0, $1.1, Sheet.name(name, $0), note)
        }
    }

    private func picture(
        _ setting: String, _ courses: [Course], _ name: String, _ note: [String]
    ) -> Picture {
        let measure = [courses.first?.measure].compactMap(\.self)
        let legend = ([left.legend] + measure).joined(separator: " of ")
        var sheet = Sheet(
            name: name, title: "\(title): \(setting)",
            columns: [
                "panel", "t_ms", left.name, right.name, "phase", "transport", "run_id", "setting",
            ],
            legend: [
                // The line has the colour of its transport.
                .init(
                    text: "\(legend) (solid), left axis",
                    sign: .line("lc rgb '#777777' lw 3 dt solid")),
                .init(text: "\(right.legend) (dashed), right axis", sign: .line(Self.dashed)),
                .init(text: "downtime", sign: .box(Self.shade)),
            ])
        sheet.script.add("only(panel, x) = column('panel') == panel ? x : NaN")
        add(courses, setting, to: &sheet)
        let counts = courses.map(\.entry.completed)
        return sheet.picture(note: note + ["n 1, the middle one of \(Spread.counts(counts))"])
    }

    /// What all panels of a picture share.
    private struct Axes {
        let time: AxisUnit
        let left: AxisUnit
        let right: AxisUnit
        let lastMs: Double
        let leftRange: (low: Double, high: Double)
        let rightHigh: Double
    }

    private func axes(_ courses: [Course]) -> Axes {
        let all = courses.flatMap(\.samples)
        let lefts = all.compactMap(\.left)
        let lastMs = all.map(\.ms).max() ?? 0
        let rightHigh = all.compactMap(\.right).max() ?? 0
        return Axes(
            time: AxisUnit(TimelineColumns.sample.tMs.column, upTo: lastMs),
            left: AxisUnit(left.column, upTo: 0), right: AxisUnit(right.column, upTo: rightHigh),
            lastMs: lastMs, leftRange: (min(0, lefts.min() ?? 0), max(lefts.max() ?? 0, 1)),
            rightHigh: max(rightHigh, 1))
    }

    private func add(_ courses: [Course], _ setting: String, to sheet: inout Sheet) {
        let axes = axes(courses)
        let columns = min(courses.count, 2)
        let (height, gap, edge) = (200, 56, 132)
        let width = (sheet.script.width - 2 * edge - (columns - 1) * 36) / columns
        let top = sheet.y + 40
        let rows = (courses.count + columns - 1) / columns
        let (low, high) = axes.leftRange
        for (place, course) in courses.enumerated() {
            let (row, column) = (place / columns, place % columns)
            let (x, y) = (edge + column * (width + 36), top + row * (height + gap))
            let words = figures(course).joined(separator: ", ")
            sheet.panel(
                course.entry.label + (words.isEmpty ? "" : ": \(words)"),
                Script.Frame(left: x, top: y, right: x + width, bottom: y + height))
            sheet.script.add(
                "set border 11 lc rgb '#444444'", axes.left.ticks("y", upTo: high - low),
                axes.right.ticks("y2", upTo: axes.rightHigh),
                axes.time.range("x", 0, axes.lastMs * 1.02),
                axes.left.range("y", low * 1.08, high * 1.08),
                axes.right.range("y2", 0, axes.rightHigh * 1.08))
            label(
                axes, to: &sheet, isFirst: column == 0, isLast: column == columns - 1,
                isLowest: place + columns >= courses.count)
            draw(course, place + 1, setting, axes, to: &sheet)
        }
        sheet.advance(40 + rows * (height + gap) + 34)
    }

    /// Panels share their axes: only those at the edges have words and figures.
    private func label(
        _ axes: Axes, to sheet: inout Sheet, isFirst: Bool, isLast: Bool, isLowest: Bool
    ) {
        if isFirst {
            sheet.axes(left: (axes.left.title(left.axis), 100))
        } else {
            sheet.script.add("set format y ''")
        }
        if isLast {
            sheet.axes(right: (axes.right.title(right.axis), 96))
        } else {
            sheet.script.add("set format y2 ''")
        }
        if isLowest {
            sheet.axes(below: axes.time.title("time since setup"))
        } else {
            sheet.script.add("set format x ''")
        }
    }

    private func draw(
        _ course: Course, _ panel: Int, _ setting: String, _ axes: Axes, to sheet: inout Sheet
    ) {
        for sample in course.samples {
            sheet.table.add([
                .count(panel), .decimal(sample.ms), sample.left.map { .decimal($0) },
                sample.right.map { .decimal($0) },
                sample.row[TimelineColumns.sample.phase.column], .text(course.entry.label),
                course.run[RunColumns.identity.runID.column], .text(setting),
            ])
        }
        if let stop = course.downtime {
            let (from, to) = (stop.from / axes.time.divisor, stop.to / axes.time.divisor)
            sheet.script.add(
                "set object rectangle from first \(from), graph 0 to first \(to), graph 1 "
                    + "\(Self.shade) behind")
        }
        let file = "'\(sheet.script.name).tsv'"
        let time = "(only(\(panel), \(axes.time.of("t_ms"))))"
        sheet.script.plot([
            "\(file) using \(time):\(axes.left.of(left.name)) "
                + "with fsteps lc rgb '\(course.entry.look.color)' lw 3 dt solid notitle",
            "\(file) using \(time):\(axes.right.of(right.name)) axes x1y2 "
                + "with lines \(Self.dashed) notitle",
        ])
    }
}
