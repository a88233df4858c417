internal import Analysis

extension GateReport {
    /// The report for a terminal: what does not pass or did not at first, and how much passes.
    public var text: String {
        var table = PlainTable([.left(), .left(), .left()], gap: 2)
        for entry in entries where entry.isNotable {
            table.add([entry.verdict.mark, entry.metric, "\(entry.name): \(entry.words)"])
        }
        return table.text + notes.map { DisplayWidth.printable($0) + "\n" }.joined()
    }

    /// A summary in Markdown, as GitHub shows it for a job and GitLab in a merge request.
    public var markdown: String {
        var text = "### \(verdict.headline)\n\n"
        let notable = entries.filter(\.isNotable)
        if !notable.isEmpty { text += table(notable) + "\n" }
        text += notes.map { "- \(MarkdownTable.escaped($0))\n" }.joined()
        let passed = entries.filter { !$0.isNotable }
        guard !passed.isEmpty else { return text }
        return text + "\n<details><summary>What passed</summary>\n\n" + table(passed)
            + "\n</details>\n"
    }

    private func table(_ entries: [Entry]) -> String {
        var table = MarkdownTable([
            .left("verdict"), .left("metric"), .left("case"), .left("change"),
        ])
        for entry in entries {
            table.add([entry.verdict.rawValue, entry.metric, entry.name, entry.words])
        }
        return table.text
    }

    /// Lines that GitHub's runner turns into annotations of a job.
    ///
    /// See GitHub's "Workflow commands": percent signs and line breaks are escaped.
    public var annotations: String {
        entries.compactMap { entry in
            let command: String
            switch entry.verdict {
            case .passed:
                guard entry.isNotable else { return nil }
                command = "notice"
            case .inconclusive: command = "warning"
            case .regression, .broken: command = "error"
            }
            let message = "\(entry.metric), \(entry.name): \(entry.words)"
            let escaped = DisplayWidth.printable(message).split(
                separator: "%", omittingEmptySubsequences: false
            ).joined(separator: "%25")
            return "::\(command) title=bench gate::\(escaped)\n"
        }.joined()
    }

    /// A JUnit report: a test case a check, as Jenkins, GitLab and others read it.
    ///
    /// What is inconclusive is skipped, for it neither passed nor failed.
    public var junit: String {
        let all = entries
        let failed = all.count { $0.verdict == .regression }
        let broken = all.count { $0.verdict == .broken }
        let open = all.count { $0.verdict == .inconclusive }
        let counts =
            "tests=\"\(all.count)\" failures=\"\(failed)\" errors=\"\(broken)\" skipped=\"\(open)\""
        let cases = all.map(Self.junitCase).joined()
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="bench gate" \(counts)>
              <testsuite name="bench gate" \(counts)>
            \(cases)  </testsuite>
            </testsuites>

            """
    }

    private static func junitCase(_ entry: Entry) -> String {
        let words = xml(entry.words)
        let head = "    <testcase classname=\"\(xml(entry.metric))\" name=\"\(xml(entry.name))\""
        switch entry.verdict {
        case .passed:
            return "\(head)><system-out>\(words)</system-out></testcase>\n"
        case .regression:
            return "\(head)><failure message=\"\(words)\" type=\"regression\"/></testcase>\n"
        case .broken: return "\(head)><error message=\"\(words)\" type=\"run\"/></testcase>\n"
        case .inconclusive: return "\(head)><skipped message=\"\(words)\"/></testcase>\n"
        }
    }

    /// Text as XML holds it; what XML cannot hold becomes a space.
    private static func xml(_ text: String) -> String {
        var result = ""
        for scalar in DisplayWidth.printable(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Gate.Verdict {
    /// The word at the beginning of a line.
    var mark: String {
        switch self {
        case .passed: "ok"
        case .regression: "FAIL"
        case .inconclusive: "open"
        case .broken: "FAIL"
        }
    }

    /// The whole gate in one line.
    var headline: String {
        switch self {
        case .passed: "Gate passed"
        case .regression: "Gate failed: it got worse than is allowed"
        case .inconclusive: "Gate open: not enough was measured to say"
        case .broken: "Gate failed: runs failed or were corrupt"
        }
    }
}
