internal import Guest
internal import Migration

/// Something wrong in a scenario, by the place where a file would have it.
struct ScenarioProblem {
    /// The keys down to the value, such as `matrix.memory[1]`.
    let path: String
    let value: ValueError
    /// The other values that take part, by their paths.
    let related: [String]

    init(
        _ path: String, _ message: String, allowed: String? = nil, related: [String] = []
    ) {
        self.path = path
        self.related = related
        value = ValueError(message, allowed: allowed)
    }
}

extension Scenario {
    /// Everything that is wrong with the scenario, however it was made.
    func problems() -> [ScenarioProblem] {
        nameProblems() + numberProblems() + stopProblems() + matrix.problems() + rdmaProblems()
            + sizeProblems()
    }

    private func nameProblems() -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        let letters = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == 46
            }
        }
        if !letters || !(1...64).contains(name.utf8.count) || name.hasPrefix(".") {
            problems.append(
                ScenarioProblem(
                    "name", "\(quoted(name)) cannot be part of a folder's name",
                    allowed: "1 to 64 letters, digits, - _ and . (not first)"))
        }
        if description.utf8.count > 4096 {
            problems.append(ScenarioProblem("description", "longer than 4096 bytes"))
        }
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        }
        if description.unicodeScalars.contains(where: isControl) {
            problems.append(ScenarioProblem("description", "holds control characters"))
        }
        return problems
    }

    private func numberProblems() -> [ScenarioProblem] {
        var problems: [ScenarioProblem] = []
        func check<Value: Comparable>(
            _ path: String, _ value: Value, _ range: ClosedRange<Value>, _ what: String
        ) {
            guard !range.contains(value) else { return }
            problems.append(
                ScenarioProblem(
                    path, "\(value) is not a possible \(what)",
                    allowed: "\(range.lowerBound) to \(range.upperBound)"))
        }
        check("repetitions", repetitions, 1...Self.maximumRepetitions, "number of repetitions")
        check("warmup", warmup, 0...100, "number of warm-up runs")
        check("guests", concurrency.guests, 1...Concurrency.maximumGuests, "number of guests")
        check("idle_baseline", idleBaseline, zero...hour, "time")
        check("guest.vcpus", guest.vcpus, 1...GuestSettings.maximumVCPUs, "number of vCPUs")
        check("guest.zero_share", guest.zeroShare, 0...1, "share")
        check("guest.compressible_share", guest.compressibleShare, 0...1, "share")
        check("guest.settle", guest.settle, zero...hour, "time")
        // A guest that is stopped where it arrives would not show that it runs there.
        check("guest.run_on", guest.runOn, .milliseconds(1)...hour, "time")
        check(
            "migration.device_state", migration.deviceState, ByteSize(bytes: 0)...(.gibibytes(16)),
            "size of device state")
        check("migration.max_rounds", migration.maxRounds, 1...1_000_000, "number of rounds")
        check("migration.max_time", migration.maxTime, .milliseconds(1)...(.seconds(86400)), "time")
        if let rate = migration.switchoverBandwidth?.bytesPerSecond, rate == 0 {
            problems.append(
                ScenarioProblem(
                    "migration.switchover_bandwidth", "0 would never switch over",
                    allowed: "a rate such as 10Gb/s, or none to use what was measured"))
        } else if let rate = migration.switchoverBandwidth, rate == .unlimited {
            problems.append(
                ScenarioProblem(
                    "migration.switchover_bandwidth", "unlimited would switch over at once",
                    allowed: "a rate such as 10Gb/s, or none to use what was measured"))
        }
        return problems
    }

    private var zero: TimeSpan { TimeSpan(microseconds: 0) }
    private var hour: TimeSpan { .seconds(3600) }

    /// The number of cases and runs, once the matrix itself is sound.
    private func sizeProblems() -> [ScenarioProblem] {
        let cases = matrix.caseCount
        if cases > ScenarioMatrix.maximumCases {
            return [
                ScenarioProblem(
                    "matrix", "expands to \(cases) cases",
                    allowed: "at most \(ScenarioMatrix.maximumCases)",
                    related: ScenarioMatrix.paths)
            ]
        }
        let (perCase, overflow) = mostRepetitions.addingReportingOverflow(warmup)
        if !overflow, perCase <= 10_100, cases * perCase > RunPlan.maximumRuns {
            return [
                ScenarioProblem(
                    "repetitions", "\(cases) cases make \(cases * perCase) runs",
                    allowed: "at most \(RunPlan.maximumRuns) runs",
                    related: ["stop.at_most"] + ScenarioMatrix.paths)
            ]
        }
        return []
    }
}
