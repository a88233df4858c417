internal import ArgumentParser
internal import FoundationEssentials
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
            throw Exit.refused(
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
        if let path, !Files.exists(path) {
            StandardError.write(
                """
                error: there is no \(path): --baseline takes a suite, its runs.csv, or a folder of \
                baselines

                """)
            throw Exit.noBaseline
        }
        let place = try place(for: suite, under: path ?? folder)
        guard Files.exists("\(place)/runs.csv") else {
            let option = path.map { " --folder \($0)" } ?? ""
            StandardError.write(
                """
                error: there is no baseline for \(suite.name): \(place) has no runs.csv
                  make it one with: bench baseline set \(suite.name)\(option)

                """)
            throw Exit.noBaseline
        }
        return place
    }

    /// What a folder holds before another baseline goes there: `2026-11-28T23-22-35Z-lab, measured
    /// 2026-11-28T23:22:35Z, 54 runs`; nil of none.
    static func words(at folder: String) -> String? {
        guard Files.exists("\(folder)/runs.csv") else { return nil }
        do {
            let suite = try RecordedSuite(folder)
            let ids = suite.suiteIDs.joined(separator: ", ")
            let day = suite.startedAt.map { ", measured \($0.formatted(.iso8601))" } ?? ""
            return
                "\(ids.isEmpty ? "a suite without suite_id" : ids)\(day), \(suite.rows.count) runs"
        } catch {
            return "what could not be read: \(error)"
        }
    }

    /// A part of a path that stays within its folder.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && !text.contains("/")
    }
}
