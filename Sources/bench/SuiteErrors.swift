internal import Lab
internal import Platform
internal import Results
internal import Scenarios
internal import Session

/// What a user reads, and how the program ends, where a suite cannot be run.
enum SuiteErrors {
    /// Runs what runs a suite.
    static func explained<Value>(_ run: () throws -> Value) throws -> Value {
        do {
            return try run()
        } catch let error as ScenarioErrors {
            Exit.explain(error)
            throw Exit.usage
        } catch let error as ResultsError {
            Exit.explain(error)
            // What could not be kept in a file is kept here.
            if let rows = error.lostRows { StandardError.write(rows) }
            throw Exit.failed
        } catch let error as SessionError {
            // The runner itself ends in order: only starting the agents throws this.
            if case .interrupted = error { throw stopped() }
            Exit.explain(error)
            throw Exit.failed
        } catch let error as LabError {
            if case .interrupted = error { throw stopped() }
            Exit.explain(error)
            throw Exit.failed
        } catch let error as SystemError {
            Exit.explain(error)
            throw Exit.failed
        }
    }

    private static func stopped() -> any Error {
        StandardError.write("stopped before anything was run\n")
        return Exit.interrupted
    }
}
