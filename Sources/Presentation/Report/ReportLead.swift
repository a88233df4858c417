internal import Analysis
internal import FoundationEssentials
internal import Results

/// The first lines: whether RDMA took part, on what, and how much was run.
struct ReportLead {
    let sentences: [String]

    init(_ suite: RecordedSuite) {
        var sentences = [Self.rdma(suite)]
        if suite.isOfLab {
            sentences.append(
                "It ran between virtual machines of the lab: figures show function, not speed.")
        } else if suite.environment?.sharedHost == true {
            sentences.append(
                "Both ends were on one host: figures show what the transports cost there, not what "
                    + "a network does.")
        }
        let counts = SummaryReport.Counts(suite.rows)
        let migrations =
            suite.rows.contains { $0[RunColumns.concurrency.guests] != nil }
            ? "\(Quantity.counted(counts.runs, "migration")), several guests at once,"
            : Quantity.counted(counts.runs, "run")
        let cases = PlotCase.all(suite.rows).reduce(0) { $0 + $1.entries.count }
        let day = suite.startedAt.map { " on \($0.formatted(.iso8601.year().month().day()))" } ?? ""
        sentences.append(
            "\(migrations) of \(Quantity.counted(cases, "case"))\(day): "
                + "\(counts.text).")
        self.sentences = sentences.map(DisplayWidth.printable)
    }

    /// Whether the device that carried pages is one, in words.
    private static func rdma(_ suite: RecordedSuite) -> String {
        let rows = suite.rows.filter {
            TransportFamily(transport: $0[RunColumns.case.transport] ?? "") == .rdma
        }
        guard !rows.isEmpty else {
            return
                "No RDMA hardware took part: only sockets were compared, so nothing here is about "
                + "RDMA."
        }
        let completed = rows.filter {
            $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
        }
        guard !completed.isEmpty else {
            let reason = rows.compactMap { $0[RunColumns.outcome.reason] }.first
            return
                "No RDMA hardware took part: none of \(Quantity.counted(rows.count, "run")) over "
                + "RDMA completed" + (reason.map { " (\($0))" } ?? "") + "."
        }
        let devices = RDMADevices(suite)
        let names = devices.names.isEmpty ? "" : " (\(devices.names.joined(separator: ", ")))"
        switch devices.kind {
        case .software:
            return "No RDMA hardware took part: RDMA ran over Soft-RoCE\(names), which the kernel "
                + "computes."
        case .hardware: return "RDMA ran over hardware\(names)."
        case .unknown:
            return "Whether RDMA ran over hardware\(names) is not recorded."
        }
    }
}

/// The devices that carried pages.
struct RDMADevices {
    /// Whether they are made of silicon.
    enum Kind { case hardware, software, unknown }

    let names: [String]
    let kind: Kind

    init(_ suite: RecordedSuite) {
        let used = Set(suite.rows.compactMap { $0[RunColumns.rdma.device] })
        names = used.sorted()
        let facts = suite.environment.map { $0.source.allFacts + $0.destination.allFacts } ?? []
        let path = "network.rdma_devices."
        let answers = facts.filter { fact in
            guard fact.name.hasPrefix(path), fact.name.hasSuffix(".is_software") else {
                return false
            }
            let name = String(fact.name.dropFirst(path.count).dropLast(".is_software".count))
            return used.isEmpty || used.contains(name)
        }.map(\.value)
        if answers.contains("true") {
            kind = .software
        } else {
            kind = answers.isEmpty ? .unknown : .hardware
        }
    }
}
