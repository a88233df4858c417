/// The legend of a panel, to its right.
///
/// It is not gnuplot's key: that one leaves out what it takes to be too much for the height of the
/// panel, which in SVG it is after a few lines.
extension Sheet {
    /// How much room a legend to the right of panels takes; they share it, so that they line up.
    func roomToTheRight(_ labels: [String], size: Int = Script.size) -> Int {
        let widest = labels.map { Script.width(of: $0, size: size) }.max() ?? 0
        return min(widest + 110, script.width / 2)
    }

    /// The height of a panel that has room for so many words to its right.
    static func height(atLeast least: Int, words: Int, size: Int = Script.size) -> Int {
        max(least, words * line(size))
    }

    /// Writes words to the right of the panel that was set up, one below the other.
    mutating func keyToTheRight(_ entries: [Entry], size: Int = Script.size) {
        for (row, entry) in entries.enumerated() {
            draw(entry, (frame.right + 30, frame.top + row * Self.line(size)), size: size)
        }
    }

    private static func line(_ size: Int) -> Int { size * 4 / 3 }
}
