internal import Analysis
internal import ArgumentParser
internal import Platform
internal import Results

/// Suites that are followed through time.
enum ManySuites {
    /// What of the arguments is a suite: a pattern of the shell names more than that.
    static func paths(_ arguments: [String]) throws -> [String] {
        let paths = arguments.filter { path in
            let isSuite =
                Files.isFolder(path)
                ? Files.exists("\(path)/runs.csv")
                : path.hasSuffix(".csv") || !Files.exists(path)
            if !isSuite { Exit.warn("\(path) is no suite; left out") }
            return isSuite
        }.filter { path in
            let isConfirmation = Confirmation.isOne(path)
            if isConfirmation { Exit.warn("\(path) was measured to confirm another; left out") }
            return !isConfirmation
        }
        guard !paths.isEmpty else { throw Exit.refused("none of these is a suite") }
        guard paths.count <= EDivisive.longest else {
            throw Exit.refused("more than \(EDivisive.longest) suites")
        }
        return paths
    }

    /// Ends the program where suites cannot be followed together.
    static func check(_ suites: [RecordedSuite], across: Bool) throws {
        var known: [String: String] = [:]
        for suite in suites {
            for id in suite.suiteIDs {
                guard let other = known.updateValue(suite.name, forKey: id) else { continue }
                throw Exit.refused(
                    "\(other) and \(suite.name) are one suite: suite_id \(id) is in both")
            }
            if !suite.rows.isEmpty, suite.startedAt == nil {
                Exit.warn("\(suite.name): no row says when it began; left out")
            }
        }
        guard let mismatch = EnvironmentMatch.mismatch(among: suites) else { return }
        try Exit.check(
            mismatch.match, mismatch.first.name, mismatch.second.name, across: across)
    }
}
