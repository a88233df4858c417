/// The hatches of a drawing of gnuplot's, as lines in place of patterns.
///
/// A browser prints what is filled with a pattern as an image of its own: maps made a page ten times as
/// large.
struct SVGHatches {
    private var patterns: [Substring: Pattern] = [:]
    /// The pattern whose tags come now.
    private var current: Substring?

    /// Lines that fill the plane.
    private struct Pattern {
        let size: Double
        var stroke: Substring = ""
        var lines: Set<Line> = []

        /// All lines y = slope * x + start, and those any number of periods above or below.
        struct Line: Hashable {
            let slope: Double
            let start: Double
            let period: Double
        }

        /// Takes the lines that a path of the pattern's tile draws: `M-4,0 L8,12 M0,-4 L12,8`.
        mutating func take(_ path: Substring) {
            var last: (x: Double, y: Double)?
            for step in path.split(separator: " ") {
                guard let next = SVGHatches.point(step.dropFirst()) else { continue }
                if step.hasPrefix("L"), let last, next.x != last.x, next.y != last.y {
                    let slope = (next.y - last.y) / (next.x - last.x)
                    let period = abs(slope) < 1 ? size * abs(slope) : size
                    let start = (last.y - slope * last.x).truncatingRemainder(dividingBy: period)
                    lines.insert(
                        Line(
                            slope: slope, start: start < 0 ? start + period : start, period: period)
                    )
                }
                last = next
            }
        }
    }

    /// What stands in place of a tag; nil where it is none of a hatch.
    mutating func replacement(for tag: String) -> String? {
        if let current {
            if tag.hasPrefix("</pattern") {
                self.current = nil
            } else if let path = tag.firstMatch(of: /stroke:(rgb\([0-9,]+\))' d='([^']+)'/) {
                patterns[current]?.stroke = path.output.1
                patterns[current]?.take(path.output.2)
            }
            return ""
        }
        if tag.hasPrefix("<pattern"), !tag.hasSuffix("/>"),
            let found = tag.firstMatch(of: /id='([^']+)'.* width='([0-9.]+)'/),
            let size = Double(found.output.2), size > 0
        {
            current = found.output.1
            patterns[found.output.1] = Pattern(size: size)
            return ""
        }
        guard tag.hasPrefix("<polygon"),
            let found = tag.firstMatch(of: /fill = 'url\(#([^)]+)\)' points = '([^']+)'/),
            let pattern = patterns[found.output.1]
        else { return nil }
        let corners = found.output.2.split(separator: " ").compactMap(Self.point)
        return
            "<path shape-rendering='auto' stroke='\(pattern.stroke)' d='\(Self.lines(pattern, in: corners))'/>"
    }

    /// `12.5,-3` as a place; nil where it is none.
    private static func point(_ text: Substring) -> (x: Double, y: Double)? {
        let parts = text.split(separator: ",").compactMap { Double($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// The path of a pattern's lines within a rectangle.
    private static func lines(
        _ pattern: Pattern, in corners: [(x: Double, y: Double)]
    ) -> String {
        guard let left = corners.map(\.x).min(), let right = corners.map(\.x).max(),
            let top = corners.map(\.y).min(), let bottom = corners.map(\.y).max()
        else { return "" }
        var steps: [String] = []
        for line in pattern.lines.sorted(by: { ($0.slope, $0.start) < ($1.slope, $1.start) }) {
            let starts = corners.map { $0.y - line.slope * $0.x }
            let first = (((starts.min() ?? 0) - line.start) / line.period).rounded(.up)
            let last = (((starts.max() ?? 0) - line.start) / line.period).rounded(.down)
            for number in stride(from: first, through: last, by: 1) {
                let start = line.start + number * line.period
                let ends = [(top - start) / line.slope, (bottom - start) / line.slope].sorted()
                let (from, to) = (max(left, ends[0]), min(right, ends[1]))
                guard from < to else { continue }
                steps.append(
                    "M\(place(from, line.slope * from + start)) L\(place(to, line.slope * to + start))"
                )
            }
        }
        return steps.joined(separator: " ")
    }

    private static func place(_ x: Double, _ y: Double) -> String {
        "\(Quantity.fixed(x, places: 1)),\(Quantity.fixed(y, places: 1))"
    }
}
