internal import Results

/// What pictures with a row for each way to carry memory have in common.
struct RowPanel<Row> {
    /// The setting.
    let title: String
    /// Its guest's memory: panels of the same share a range.
    let memory: Int?
    let rows: [Row]

    /// Panels as they are put into pictures: at most three in one, and not too many rows.
    static func sheets(_ panels: [RowPanel]) -> [[RowPanel]] {
        var sheets: [[RowPanel]] = []
        for panel in panels {
            let rows = sheets.last.map { $0.reduce(panel.rows.count) { $0 + $1.rows.count } } ?? 0
            if let last = sheets.last, last.count < 3, rows <= 27 {
                sheets[sheets.count - 1].append(panel)
            } else {
                sheets.append([panel])
            }
        }
        return sheets
    }
}

extension Sheet {
    /// Sets up a panel of rows, with the words of each to the left of the axes.
    mutating func rowPanel(
        _ title: String, _ labels: [String], left: Int, axis: String, step: Int = 38
    ) {
        panel(title, left: left, height: labels.count * step + 20)
        script.add(
            "unset ytics", "set grid noytics", "set yrange [\(labels.count - 1).75:-0.75]")
        axes(below: axis)
        for (row, label) in labels.enumerated() {
            script.add(
                "set label \(script.word(label)) at graph 0, first \(row) right "
                    + "offset screen -12./width, 0")
        }
    }

    /// How much room the words to the left of rows take.
    static func roomToTheLeft(_ labels: [String]) -> Int {
        let widest = labels.map { Script.width(of: $0) }.max() ?? 0
        return min(widest + 2 * edge, 560)
    }

    /// The name of the n-th picture of a kind.
    static func name(_ kind: String, _ index: Int) -> String {
        index == 0 ? kind : "\(kind)-\(index + 1)"
    }
}

extension Array {
    /// The elements in order, so many in each part.
    func parts(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map {
            Array(self[$0..<Swift.min($0 + count, self.count)])
        }
    }
}
