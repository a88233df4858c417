internal import Measurement

/// What the doctor calls a problem on the hosts of a suite: its figures will be wrong.
enum HostProblems {
    /// The problems in one line; nil where there are none.
    static func warning(
        source: HostFacts, destination: HostFacts, shareHost: Bool
    ) -> String? {
        // The destination is asked last, when no agent is starting any more.
        let hosts =
            shareHost
            ? [("this host", destination)] : [("source", source), ("destination", destination)]
        let problems = hosts.flatMap { name, facts in
            Doctor.findings(for: facts)
                // Whether memory is enough is judged case by case: see ``Feasibility``.
                .filter { $0.state == .problem && $0.topic != .freeMemory }
                .map { "\(name): \($0.topic.rawValue): \($0.observed)" }
        }
        guard !problems.isEmpty else { return nil }
        return "figures will be wrong: \(problems.joined(separator: "; ")) (see bench doctor)"
    }
}
