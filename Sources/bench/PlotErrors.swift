internal import Presentation
internal import Results

/// Errors of what draws a suite: said, and turned into exit codes.
enum PlotErrors {
    /// Runs what draws.
    static func explained(_ draw: () throws -> Void) throws {
        do { try draw() } catch let error as PlotError {
            Exit.explain(error)
            switch error {
            case .nothing, .results: throw Exit.usage
            case .missing, .refused, .overdue, .folder: throw Exit.failed
            }
        } catch let error as ResultsError {
            Exit.explain(error)
            throw Exit.usage
        }
    }
}
