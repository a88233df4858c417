internal import FoundationEssentials
public import Measurement
internal import Platform
public import Results

/// endpoints.json: how the two ends of a suite were reached and by which scenario, so that `--resume`
/// reaches the same and runs the same.
///
/// It holds commands as they were typed, which may name hosts and users: its owner alone may read
/// it, and no figure needs it.
public struct SuiteEndpoints: Codable, Sendable, Hashable {
    /// The command that runs the suite: `bench run` or `bench lab run`.
    public var command: String
    /// Where the guests come from, as it is typed; nil where the command itself makes the ends.
    public var source: String?
    /// Where they go.
    public var destination: String?
    /// Where the destination listens for data connections: an address, an interface or a device.
    public var dataAddress: String?
    /// Where the source does, of guests that go the other way; nil where that was not said.
    public var sourceDataAddress: String?
    /// Where `bench` is on hosts that ssh reaches, where that was said.
    public var agentPath: String?
    /// After which silence they are given up, in seconds, where that was said.
    public var silenceSeconds: Int?
    /// Where data goes, as it was looked up; nil in files of older suites.
    public var dataWays: [EnvironmentItem]?
    /// The digest of the scenario as it was planned; nil in files of older suites.
    public var scenarioDigest: String?

    /// Puts the parts together.
    public init(
        command: String, source: String? = nil, destination: String? = nil,
        dataAddress: String? = nil, sourceDataAddress: String? = nil, agentPath: String? = nil
    ) {
        self.command = command
        self.source = source
        self.destination = destination
        self.dataAddress = dataAddress
        self.sourceDataAddress = sourceDataAddress
        self.agentPath = agentPath
    }

    /// Reads the file of a suite; nil where it has none.
    /// - Throws: ``ResultsError`` where it cannot be read.
    public static func read(of suite: String) throws(ResultsError) -> SuiteEndpoints? {
        guard let text = try SuiteFolder.text(of: .endpoints, in: suite) else { return nil }
        return try SidecarFile.decode(
            Self.self, Array(text.utf8),
            path: "\(suite)/\(SuiteFolder.Sidecar.endpoints.rawValue)")
    }

    /// In what another scenario differs from the one that was planned, in words; empty where the file
    /// does not say which that was.
    public func differences(toScenario digest: String) -> [String] {
        guard let scenarioDigest, scenarioDigest != digest else { return [] }
        return [
            "scenario.yml says something else: its digest was \(scenarioDigest), is \(digest)"
        ]
    }

    /// In what other ways of data differ from those that were taken, each in words; empty where the
    /// file does not say which those were.
    public func differences(toWays now: [EnvironmentItem]) -> [String] {
        let values = Dictionary(now.map { ($0.name, $0.value) }) { first, _ in first }
        return (dataWays ?? []).filter { values[$0.name] != $0.value }.map {
            "\($0.name) was \($0.value), is \(values[$0.name] ?? "none")"
        }
    }

    /// Writes the file of a suite.
    /// - Throws: ``ResultsError``.
    public func write(into folder: SuiteFolder) throws(ResultsError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes: Data
        do { bytes = try encoder.encode(self) } catch {
            preconditionFailure("endpoints.json cannot be encoded: \(error)")
        }
        try folder.write(.endpoints, String(decoding: bytes, as: UTF8.self) + "\n")
    }

    /// The options of a suite between these ends, both local where they are not said.
    /// - Throws: ``SessionError/unreadableEndpoint(_:)`` where a file has words that nobody types.
    public func options(
        executable: String, injection: Injection?
    ) throws(SessionError) -> SuiteOptions {
        let ends = try [source, destination].map { text throws(SessionError) in
            guard let end = Endpoint(parsing: text ?? "local", agentPath: agentPath) else {
                throw .unreadableEndpoint(text ?? "")
            }
            return end
        }
        let address = dataAddress ?? "127.0.0.1"
        for address in [address, sourceDataAddress].compactMap(\.self)
        where !DataAddress.isSound(address) { throw .unreadableEndpoint(address) }
        var options = SuiteOptions(
            source: ends[0], destination: ends[1], dataAddress: address, executable: executable,
            injection: injection)
        options.sourceDataAddress = sourceDataAddress
        return options
    }
}
