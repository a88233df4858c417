public import Analysis
public import FoundationEssentials
internal import Results

extension SelfCheck {
    /// What was simulated, what came of it, and what to do where it does not hold.
    public var text: String {
        var table = PlainTable([.left("self-check"), .left("must be"), .left("was")], gap: 2)
        table.add([
            mark(isQuiet, "A against A: no difference"), "at least \(Self.wanted)",
            "\(quiet) of \(Self.suites) simulated suites",
        ])
        for found in found {
            let decides = found.metric == Self.decisive
            let what = "\(found.metric.name) 10 % worse: found"
            table.add([
                decides ? mark(findsSlowdown, what) : "     \(what)",
                decides ? "at least \(Self.wanted)" : "", "\(found.suites)",
            ])
        }
        return table.text + asMeasured + harnessAlone + verdict + "\n"
    }

    private func mark(_ isRight: Bool, _ what: String) -> String {
        (isRight ? "ok   " : "FAIL ") + what
    }

    /// One draw in twenty may differ.
    private var asMeasured: String {
        let different = measured.filter { [.better, .worse].contains($0.comparison.effect) }
        guard !different.isEmpty else {
            return "as measured: no difference between the two names\n"
        }
        let names = different.map(\.metric.name).joined(separator: ", ")
        return """
            as measured: \(names) differ between the two names, as by chance one suite in twenty \
            does; run it again, and if it stays, what ran first matters

            """
    }

    private var harnessAlone: String {
        guard let harness, let carried else { return "" }
        return """
            the harness alone (null) takes \(Quantity.duration(milliseconds: harness)) of \
            \(Quantity.duration(milliseconds: carried))

            """
    }

    private var verdict: String {
        if holds {
            return "figures of this machine tell 10 % apart with \(repetitions) repetitions"
        }
        if !isQuiet {
            return """
                differences are found where there are none: these figures are too few or too unlike; \
                take more --repetitions, and see bench doctor for what makes a host uneven
                """
        }
        let remedy =
            repetitionsThatWouldDo.map { "--repetitions \($0) would do" }
            ?? "no number of repetitions that was tried would do"
        return """
            figures of this machine do not tell 10 % apart with \(repetitions) repetitions: \
            \(remedy), or a quieter host (bench doctor), or longer migrations (--memory)
            """
    }

    /// The same for machines: keys in snake_case.
    ///
    /// - Throws: what `JSONEncoder` throws.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(SelfCheckRecord(self))
    }
}

/// A self-check as JSON has it.
private struct SelfCheckRecord: Encodable {
    let holds: Bool
    let repetitions: Int
    let simulatedSuites: Int
    let wantedSuites: Int
    let suitesWithoutDifference: Int
    /// By column: in how many suites 10 % worse was found.
    let suitesWithSlowdownFound: [String: Int]
    let decisiveColumn: String
    @Nullable var repetitionsThatWouldDo: Int?
    @Nullable var nullTotalMs: Double?
    @Nullable var totalMs: Double?

    init(_ check: SelfCheck) {
        holds = check.holds
        repetitions = check.repetitions
        simulatedSuites = SelfCheck.suites
        wantedSuites = SelfCheck.wanted
        suitesWithoutDifference = check.quiet
        suitesWithSlowdownFound = Dictionary(
            uniqueKeysWithValues: check.found.map { ($0.metric.name, $0.suites) })
        decisiveColumn = SelfCheck.decisive.name
        repetitionsThatWouldDo = check.repetitionsThatWouldDo
        nullTotalMs = check.harness
        totalMs = check.carried
    }
}
