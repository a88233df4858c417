public import Analysis

extension GateSelfTest {
    /// What was tried and what came of it.
    public var text: String {
        var table = PlainTable([.left(), .left("put in"), .left("must be"), .left("was")], gap: 2)
        for part in parts {
            table.add([
                part.isProven ? "ok" : "FAIL", part.what, part.expected.rawValue,
                part.found.rawValue,
            ])
        }
        var text = table.text + "\n"
        for size in caught where size.of > 0 {
            let percent = Quantity.significant(size.regression * 100, atMost: 0)
            text +=
                "\(percent) % worse: caught by \(size.caught) of \(size.of) checks whose limit "
                + "it passes\n"
        }
        return text + (isProven ? "the gate is proven on this baseline\n" : Self.unproven)
    }

    private static let unproven = """
        the gate is not proven on this baseline: more repetitions make it sharper, and so do fewer \
        rules

        """
}
