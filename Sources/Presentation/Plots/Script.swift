/// A gnuplot script: the words of the picture at the top, then how it is drawn, twice: as SVG and as
/// PNG.
///
/// Lengths are pixels from the picture's upper left corner; characters are no measure, because the two
/// kinds of picture differ in what they take for one. Nor are the sizes of points, so that these are
/// multiples of `dot`; and figures below an axis are lifted by `lift`. All words come through ``word(_:)``:
/// nothing in a file of results can become a command.
struct Script: Sendable {
    /// The name of all files of the picture, less what follows the dot.
    let name: String
    let width: Int
    var height = 0
    private var words: [String] = []
    private var lines: [String] = []

    /// Sizes of letters.
    static let size = 21
    static let titleSize = 27
    static let noteSize = 18

    init(name: String, width: Int) {
        self.name = name
        self.width = width
    }

    /// Keeps a text and returns the variable that holds it.
    mutating func word(_ text: String) -> String {
        words.append(Self.quoted(text))
        return "w\(words.count)"
    }

    /// Adds lines of the drawing.
    mutating func add(_ more: String...) { lines += more }

    /// Draws into the panel that was set up.
    mutating func plot(_ elements: [String]) {
        lines.append("plot " + elements.joined(separator: ", \\\n    "))
    }

    /// Where a panel's axes are.
    mutating func frame(_ frame: Frame) {
        add(
            "set lmargin at screen \(frame.left)./width",
            "set rmargin at screen \(frame.right)./width",
            "set tmargin at screen 1 - \(frame.top)./height",
            "set bmargin at screen 1 - \(frame.bottom)./height")
    }

    /// Writes a text whose left edge and middle are at a place.
    mutating func write(_ text: String, x: Int, y: Int, size: Int = Self.size, more: String = "") {
        let word = word(text)
        add(
            "set label \(word) at screen \(x)./width, 1 - \(y)./height left "
                + "font ',\(size)'" + (more.isEmpty ? "" : " \(more)"))
    }

    /// The file.
    var text: String {
        """
        # Draws \(name).svg and \(name).png from \(name).tsv, in the folder it is run in:
        #
        #     gnuplot \(name).gp
        set encoding utf8
        set datafile separator "\\t"
        set datafile columnheaders
        set datafile commentschars ''
        set datafile missing NaN

        width = \(width)
        height = \(height)

        \(words.enumerated().map { "w\($0 + 1) = \($1)" }.joined(separator: "\n"))

        do for [kind in 'svg png'] {
        if (kind eq 'svg') {
            dot = 0.6; lift = 12.
            set terminal svg size width,height noenhanced font 'sans-serif,\(Self.size)' \
        background rgb 'white'
        } else {
            dot = 1; lift = 0.
            set terminal pngcairo size width,height noenhanced font 'sans-serif,\(Self.size)' \
        fontscale 0.75
        }
        set output '\(name).'.kind
        set multiplot
        \(lines.joined(separator: "\n"))
        unset multiplot
        unset output
        }

        """
    }

    /// A text as gnuplot reads it without looking into it: in single quotes, between which only such a
    /// quote means something.
    ///
    /// One in the text becomes an apostrophe. gnuplot takes two for one, but 5.4 loses count of four.
    static func quoted(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in DisplayWidth.printable(text).unicodeScalars
        where !scalar.properties.isNoncharacterCodePoint {
            kept.append(scalar == "'" ? "\u{2019}" : scalar)
        }
        return "'\(String(kept))'"
    }

    /// About how wide a text is: what letters of DejaVu Sans take on average, and a little more.
    static func width(of text: String, size: Int = Self.size) -> Int {
        DisplayWidth.of(text) * size * 14 / 25
    }

    /// About how many letters fit into so much room.
    static func letters(in room: Int, size: Int = Self.size) -> Int { room * 25 / 14 / size }

    /// A rectangle.
    struct Frame {
        var left: Int
        var top: Int
        var right: Int
        var bottom: Int
    }
}
