internal import Results

/// A picture while it is put together: a title, a legend, panels one below the other, and a note.
struct Sheet {
    /// The figures of all panels.
    var table: PlotTable
    /// The drawing, for what a kind of picture adds to it.
    var script: Script
    private let title: String
    /// Lines below the title.
    private let subtitle: [String]
    private let legend: [Entry]
    /// Where the next panel begins.
    private(set) var y: Int
    /// Where the axes of the last panel are.
    private(set) var frame = Script.Frame(left: 0, top: 0, right: 0, bottom: 0)

    /// One word of the legend.
    struct Entry {
        let text: String
        let sign: Sign

        enum Sign {
            /// A rectangle filled like this.
            case box(String)
            /// A point like this.
            case mark(String)
            /// A line like this.
            case line(String)
            /// A line and a point on it.
            case both(line: String, mark: String)
        }

        fileprivate var width: Int { 34 + Script.width(of: text) + 30 }
    }

    /// Room at the picture's edges.
    static let edge = 24
    private static let titleBottom = 64
    private static let legendLine = 34
    private static let noteLine = 26

    /// Begins a picture.
    ///
    /// - Parameter subtitle: What all panels share, below the title.
    init(
        name: String, title: String, subtitle: [String] = [], columns: [String],
        legend: [Entry] = [], width: Int = 1200
    ) {
        script = Script(name: name, width: width)
        table = PlotTable(columns)
        self.title = title
        self.subtitle = Self.wrapped(subtitle, width, separator: ",")
        self.legend = legend
        y = Self.titleBottom + self.subtitle.count * Self.noteLine
        let last = places().last?.y
        if let last { y = last + Self.legendLine / 2 }
    }

    /// Words in lines that fit between the edges.
    private static func wrapped(_ words: [String], _ width: Int, separator: String) -> [String] {
        guard !words.isEmpty else { return [] }
        let room = Script.letters(in: width - 2 * edge, size: Script.noteSize)
        return DisplayWidth.wrapped(words, width: room, indent: "", separator: separator)
    }

    /// Sets up a panel over the whole width below the last one.
    ///
    /// - Parameters:
    ///   - title: What stands above it.
    ///   - left: Room for what stands to the left of the axes.
    ///   - right: The same to the right.
    ///   - height: Of the axes.
    ///   - below: Room for what stands below them.
    mutating func panel(
        _ title: String, left: Int, right: Int = 40, height: Int, below: Int = 84
    ) {
        let frame = Script.Frame(
            left: left, top: y + 44, right: script.width - right, bottom: y + 44 + height)
        panel(title, frame)
        advance(44 + height + below)
    }

    /// Sets up a panel somewhere.
    mutating func panel(_ title: String, _ frame: Script.Frame) {
        script.add(
            "", "unset label", "unset object", "unset arrow", "unset key", "unset logscale",
            "unset y2tics",
            "set border 3 lc rgb '#444444'",
            "set xtics auto nomirror out offset screen 0, lift/height",
            "set ytics auto nomirror out", "set format '%g'", "set xrange [*:*]",
            "set yrange [*:*]", "set grid xtics ytics lc rgb '#cccccc' lw 1 dt solid")
        script.frame(frame)
        self.frame = frame
        let room = script.width - Self.edge - frame.left
        let shown = DisplayWidth.fitted(title, to: Script.letters(in: room))
        let word = script.word(shown)
        script.add("set label \(word) at graph 0, graph 1 left offset screen 0, 22./height front")
    }

    /// Writes what the axes of the panel are: below it, and so far to its left and to its right.
    mutating func axes(
        below: String? = nil, left: (String, Int)? = nil, right: (String, Int)? = nil
    ) {
        if let below {
            script.add(
                "set label \(script.word(below)) at graph 0.5, graph 0 center "
                    + "offset screen 0, -60./height")
        }
        for (words, place, distance) in [
            left.map { ($0.0, 0, -$0.1) }, right.map { ($0.0, 1, $0.1) },
        ].compactMap(\.self) {
            script.add(
                "set label \(script.word(words)) at graph \(place), graph 0.5 center rotate by 90 "
                    + "offset screen \(distance)./width, 0")
        }
    }

    /// Leaves so much room below the last panel.
    mutating func advance(_ pixels: Int) { y += pixels }

    /// The picture, with what must be known beside it.
    consuming func picture(note: [String]) -> Picture {
        let lines = Self.wrapped(note, script.width, separator: ";")
        script.height = y + lines.count * Self.noteLine + Self.edge / 2
        panel(
            "", Script.Frame(left: 0, top: 0, right: script.width, bottom: script.height))
        script.add("unset border", "unset xtics", "unset ytics", "unset grid")
        script.write(
            title, x: Self.edge, y: Self.edge + Script.titleSize / 2, size: Script.titleSize)
        write(subtitle, from: Self.titleBottom)
        for (place, entry) in zip(places(), legend) { draw(entry, place) }
        write(lines, from: y)
        script.plot(["[0:1] [0:1] -1 notitle"])
        return Picture(
            name: script.name, title: title,
            note: (subtitle.isEmpty ? [] : [subtitle.joined(separator: " ")]) + note,
            data: table.text, script: script.text)
    }

    /// Writes small lines below each other.
    private mutating func write(_ lines: [String], from y: Int) {
        for (index, line) in lines.enumerated() {
            script.write(
                line, x: Self.edge, y: y + index * Self.noteLine + Self.noteLine / 2,
                size: Script.noteSize, more: "tc rgb '#444444'")
        }
    }

    /// Puts white behind a text in the middle of a place, in the axes' units, so that it can be read on
    /// a hatch.
    ///
    /// gnuplot's own boxes are a filter in an SVG, which a browser prints as an image.
    mutating func clear(_ text: String, x: Int, y: Int, size: Int) {
        script.add(
            "set object rectangle center first \(x), first \(y) size "
                + "screen \(Script.width(of: text, size: size) + 8)./width, "
                + "screen \(size + 6)./height front fc rgb 'white' fs solid 1.0 noborder")
    }

    /// Draws an entry of a legend; its left edge and its middle are at the place.
    mutating func draw(_ entry: Entry, _ place: (x: Int, y: Int), size: Int = Script.size) {
        let at = { (x: Int, y: Int) in "screen \(x)./width, 1 - \(y)./height" }
        switch entry.sign {
        case .box(let fill):
            script.add(
                "set object rectangle from \(at(place.x, place.y + 10)) to "
                    + "\(at(place.x + 26, place.y - 10)) \(fill)")
        case .mark(let mark): script.add(Self.point(mark, at(place.x + 13, place.y)))
        case .line(let line):
            script.add(Self.line(line, at(place.x - 4, place.y), at(place.x + 28, place.y)))
        case .both(let line, let mark):
            script.add(
                Self.line(line, at(place.x - 4, place.y), at(place.x + 30, place.y)),
                Self.point(mark, at(place.x + 13, place.y)))
        }
        script.write(entry.text, x: place.x + 36, y: place.y, size: size)
    }

    private static func point(_ mark: String, _ place: String) -> String {
        "set label '' at \(place) point \(mark)"
    }

    private static func line(_ line: String, _ from: String, _ to: String) -> String {
        "set arrow from \(from) to \(to) nohead \(line)"
    }

    /// Where the words of a legend begin: side by side as far as they fit.
    private func places() -> [(x: Int, y: Int)] {
        let top = Self.titleBottom + subtitle.count * Self.noteLine
        var place = (x: Self.edge, y: top + Self.legendLine / 2)
        return legend.map { entry in
            if place.x > Self.edge, place.x + entry.width > script.width {
                place = (Self.edge, place.y + Self.legendLine)
            }
            defer { place.x += entry.width }
            return place
        }
    }
}

/// A unit that suits the figures of an axis.
struct AxisUnit {
    /// `ms`.
    let name: String
    let divisor: Double

    /// A unit for figures of a column that are this large.
    init(_ column: Column, upTo largest: Double) {
        switch column.unit {
        case "ms" where largest >= 10_000: (name, divisor) = ("s", 1000)
        case "ms" where largest < 1: (name, divisor) = ("µs", 0.001)
        case "µs" where largest >= 10_000: (name, divisor) = ("ms", 1000)
        case "Mb/s": (name, divisor) = ("Gb/s", 1000)
        case "bytes" where largest >= 0x1p32: (name, divisor) = ("GiB", 0x1p30)
        case "bytes": (name, divisor) = ("MiB", 0x1p20)
        default: (name, divisor) = (column.unit, 1)
        }
    }

    /// Figures of a column of the data in this unit, as gnuplot computes them.
    func of(_ column: String) -> String { "(column('\(column)')/\(divisor))" }

    /// A figure in this unit, as words have it.
    func text(_ figure: Double) -> String {
        Quantity.significant(figure / divisor, atMost: abs(figure / divisor) < 0.1 ? 3 : 2)
    }

    /// `set xrange` from one figure to another.
    func range(_ axis: String, _ low: Double, _ high: Double) -> String {
        "set \(axis)range [\(low / divisor):\(high / divisor)]"
    }

    /// `set ytics` with about four steps to a figure, for panels that are not high.
    func ticks(_ axis: String, upTo most: Double) -> String {
        let rough = max(most / divisor, 1e-9) / 4
        var power = 1.0
        while power > rough { power /= 10 }
        while power * 10 <= rough { power *= 10 }
        let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
        return "set \(axis)tics \(step) nomirror out"
    }

    /// A logarithmic axis from one figure above zero to another, with words at 1, 2 and 5 of each power of
    /// ten where that is not too many.
    func logarithmic(_ axis: String, _ low: Double, _ high: Double) -> String {
        let (low, high) = (low / divisor, high / divisor)
        var power = 1.0
        while power > low { power /= 10 }
        while power * 10 <= low { power *= 10 }
        var places: [Double] = []
        while power <= high {
            places += [1, 2, 5].map { $0 * power }.filter { low...high ~= $0 }
            power *= 10
        }
        let words = places.map { "\($0)" }.joined(separator: ", ")
        return "set logscale \(axis) 10; set \(axis)range [\(low):\(high)]"
            + (1...8 ~= places.count ? "; set \(axis)tics (\(words))" : "")
    }

    /// `downtime (ms)`.
    func title(_ words: String) -> String { "\(words) (\(name))" }
}
