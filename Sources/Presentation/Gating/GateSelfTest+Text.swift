public import Analysis

extension GateSelfTest {
    /// What was tried and what came of it.
    public var text: String {
        var table = PlainTable([.left(), .left("put in"), .left("must be"), .left("was")], gap: 2)
        for part in parts {
            table.add([part.isProven ? "ok" : "FAIL", part.what, part.wanted, part.came])
        }
        var text = table.text + "\n"
        for size in caught where size.of > 0 {
            let percent = Quantity.significant(size.regression * 100, atMost: 0)
            text +=
                "\(percent) % worse: caught by \(size.caught) of \(size.of) checks with a smaller "
                + "limit\n"
        }
        return text + (isProven ? "the gate is proven on this baseline\n" : Self.unproven)
    }

    private static let unproven = """
        the gate is not proven on this baseline (exit code 3): so few runs cannot settle so many \
        checks
          measure with --repetitions 10, or give it fewer checks by --rules

        """
}

extension GateSelfTest.Part {
    /// `passed, all 21 checks better`.
    fileprivate var wanted: String {
        expected.rawValue + (checks.map { ", all \($0.of) checks \($0.word)" } ?? "")
    }

    /// `passed, 4 of 21`.
    fileprivate var came: String {
        found.rawValue + (checks.map { ", \($0.count) of \($0.of)" } ?? "")
    }
}
