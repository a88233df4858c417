internal import ArgumentParser
internal import Platform
internal import Results

/// The suites that gates hold others against, by environment and scenario.
enum Baselines {
    /// Where they are kept, in a clone of the repository.
    static let folder = "Benchmarks/Baselines"

    /// The folder of the baseline for a suite, under `root`: `ENVIRONMENT/SCENARIO`.
    ///
    /// - Throws: a usage error where the suite's rows are not all of one environment and scenario.
    static func place(for suite: RecordedSuite, under root: String) throws -> String {
        let names = [RunColumns.identity.environmentID, RunColumns.case.scenario].map { column in
            Set(suite.rows.map { $0[column] ?? "" })
        }
        let parts = names.compactMap { $0.count == 1 ? $0.first : nil }.filter(isName)
        guard parts.count == names.count else {
            throw ValidationError(
                "\(suite.name): its rows are not all of one environment_id and one scenario, so "
                    + "no folder can be named after them")
        }
        return "\(root)/\(parts[0])/\(parts[1])"
    }

    /// The baseline of a suite: where the user says, or where its environment's is.
    ///
    /// Ends the program with exit code 4 where there is none.
    static func find(for suite: RecordedSuite, at path: String?) throws -> String {
        if let path, Files.exists("\(path)/runs.csv") || Files.exists(path) && !Files.isFolder(path)
        {
            return path
        }
        let place = try place(for: suite, under: path ?? folder)
        guard Files.exists("\(place)/runs.csv") else {
            StandardError.write(
                """
                error: there is no baseline for \(suite.name): \(place) has no runs.csv
                  make it one with: bench baseline set \(suite.name)

                """)
            throw Exit.noBaseline
        }
        return place
    }

    /// A part of a path that stays within its folder.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && !text.contains("/")
    }
}
