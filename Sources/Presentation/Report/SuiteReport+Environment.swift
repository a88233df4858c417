internal import Analysis
internal import FoundationEssentials
internal import Results

extension SuiteReport {
    /// What ran where.
    var environment: ReportSection {
        var section = ReportSection("environment", "Environment")
        guard let environment = suite.environment else {
            section.add(
                .paragraph(
                    "There is no environment.json beside the rows: where it ran is not recorded."))
            return section
        }
        var build = ReportTable("What ran", [.left("what"), .left("which")])
        build.add(["tool version", environment.toolVersion])
        build.add(["commit", environment.gitCommit ?? "not recorded"])
        build.add(["build", environment.build])
        build.add(["environment id", environment.environmentID])
        if let start = suite.startedAt {
            build.add(["began", start.formatted(.iso8601)])
        }
        build.add(["suite", suite.suiteIDs.joined(separator: ", ")])
        section.add(.table(build))
        section.add(.table(hosts(environment)))
        section.add(
            .paragraph(
                "These facts must agree where figures are compared; environment.json has more, and "
                    + "bench environment diff tells two apart."))
        return section
    }

    private func hosts(_ environment: RecordedEnvironment) -> ReportTable {
        let isOne = environment.sharedHost == true
        let ends = isOne ? [environment.source] : [environment.source, environment.destination]
        var table = ReportTable(
            isOne ? "The host, of both ends" : "The hosts",
            [.left("fact")]
                + (isOne ? [.left("both ends")] : [.left("source"), .left("destination")]))
        let values = ends.map { end in
            Dictionary(
                end.mustMatch.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        var seen: Set<String> = []
        for name in ends.flatMap(\.mustMatch).map(\.name) where seen.insert(name).inserted {
            table.add([name] + values.map { $0[name] ?? "not recorded" })
        }
        return table
    }

    /// How to run the suite again.
    var again: ReportSection {
        var section = ReportSection("again", "How to run it again")
        let environment = suite.environment
        var lines: [String] = []
        if let commit = environment?.gitCommit { lines.append("git checkout \(commit)") }
        let isRelease = environment?.build != "debug"
        lines.append(
            isRelease ? "swift build -c release --product bench" : "swift build --product bench")
        let program = isRelease ? ".build/release/bench" : ".build/debug/bench"
        lines.append("\(program) \(command) --output results/again scenario.yml")
        lines.append("\(program) report results/again")
        section.add(.commands(lines))
        section.add(
            .paragraph(
                "scenario.yml is the scenario as it was run, its seed included"
                    + (scenario == nil ? "; this suite has none beside its rows." : ":")))
        if let scenario { section.add(.yaml(scenario)) }
        section.add(.paragraph(endsWords))
        section.add(.heading("This report"))
        section.add(.commands(["bench report \(folder) --seed \(seed)"]))
        return section
    }

    /// Where the suite is; below no folder of this machine.
    private var folder: String {
        suite.folder.hasPrefix("/")
            ? "results/\(suite.title)" : DisplayWidth.printable(suite.folder)
    }

    var command: String {
        if suite.isOfLab {
            let isEmulated =
                suite.environment?.source.allFacts.contains {
                    $0.name == "cpu.model" && $0.value.contains("TCG")
                } == true
            return isEmulated ? "lab run --accel tcg" : "lab run"
        }
        if suite.environment?.sharedHost == true { return "run" }
        return "run --source SOURCE --destination DESTINATION --data-address ADDRESS"
    }

    private var endsWords: String {
        if suite.isOfLab {
            return
                "lab.json says what the machines were. Options of the lab that it does not take by "
                + "itself, such as --rate, must be given again."
        }
        if suite.environment?.sharedHost == true {
            return "Both ends were on this host, over the addresses that bench takes by itself."
        }
        return
            "How the ends were reached is in endpoints.json, which stays with who ran it: put the "
            + "same into the places of SOURCE, DESTINATION and ADDRESS."
    }
}
