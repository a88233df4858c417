internal import Analysis

extension ComparisonReport {
    /// The report for a terminal: under a heading for each case.
    public var text: String {
        var table = PlainTable(
            [
                .left(""), .left(""), .right(sides.before), .right(sides.after), .left("ratio"),
                .left(""), .left(""),
            ], gap: 2)
        for line in lines {
            let cells = cells(line)
            table.add(
                ["  " + cells[0]] + cells[2..<cells.count - 1] + ["(\(cells[cells.count - 1]))"])
        }
        var text = ""
        var heading = ""
        for (index, line) in table.lines.enumerated() where !lines.isEmpty {
            if index > 0, setting(lines[index - 1]) != heading {
                heading = setting(lines[index - 1])
                text += heading + "\n"
            }
            text += line + "\n"
        }
        return text + (text.isEmpty ? "" : "\n") + notes.map { "(\($0))\n" }.joined()
    }

    /// The report as a table of Markdown, for an issue or a summary of a job.
    public var markdown: String {
        var table = MarkdownTable([
            .left("transport"), .left("case"), .left("metric"), .right(sides.before),
            .right(sides.after), .left("ratio"), .left("effect"), .left("because"),
        ])
        for line in lines { table.add(cells(line)) }
        let body = lines.isEmpty ? "" : table.text + "\n"
        return body + notes.map { "- \(MarkdownTable.escaped($0))\n" }.joined()
    }

    private func cells(_ line: SuiteComparison.Line) -> [String] {
        let found = line.comparison
        return [
            carrier(line), setting(line), MetricText.title(line.metric),
            BoundWords.value(found.before, line.metric),
            BoundWords.value(found.after, line.metric),
            MetricText.ratio(found.ratio, found.interval?.lower, found.interval?.upper),
            found.effect.rawValue, reason(line),
        ]
    }
}
