public import Guest
internal import FoundationEssentials
internal import Platform

/// The trace that a workload plays, and the file that it is from.
public struct TraceFile: Sendable, Hashable {
    /// The file as it is named: absolute, or from the folder of the scenario's file on.
    public var path: String
    /// What is in it.
    public let trace: Trace

    private static let suffix = ".trace"

    /// Names a trace.
    public init(path: String, trace: Trace) {
        self.path = path
        self.trace = trace
    }

    /// Reads a file that is named from `folder` on, or from where the program runs if that is empty.
    /// - Throws: ``ValueError`` where there is no such file, or no trace in it.
    init(path: String, from folder: String) throws(ValueError) {
        let place = path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
        let bytes: [UInt8]
        do { bytes = try Files.read(place, limit: Trace.maximumFileBytes + 1) } catch {
            throw ValueError(
                "trace \(quoted(path)) cannot be read: \(SystemError.text(for: error.code))",
                suggestion: Self.suggestion(for: place))
        }
        do { self.init(path: path, trace: try Trace(decoding: bytes)) } catch {
            throw ValueError("trace \(quoted(path)) is \(error)")
        }
    }

    /// The name in the same folder that was probably meant.
    private static func suggestion(for place: String) -> String? {
        let (folder, name) = split(place)
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(
                atPath: folder.isEmpty ? "." : folder)
        } catch { return nil }
        let traces = names.filter { $0.hasSuffix(suffix) }.sorted()
        return NearMiss.suggestion(for: name, among: traces)
    }

    /// The folder of a path, with its `/`, and the last name.
    private static func split(_ path: String) -> (folder: String, name: String) {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return (String(path.dropLast(name.count)), String(name))
    }
}

extension Scenario {
    /// The trace that a workload of the scenario plays; one at most.
    public var trace: TraceFile? { matrix.workloads.lazy.compactMap(\.trace).first }

    /// The scenario with its trace read from `path`.
    public func withTrace(at path: String) -> Scenario {
        var copy = self
        for index in copy.matrix.workloads.indices {
            copy.matrix.workloads[index].trace?.path = path
        }
        return copy
    }
}
