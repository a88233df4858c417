internal import Platform

/// What environment.json says of a suite: the build that ran it, and the facts of both hosts that
/// must be the same where figures are compared.
public struct RecordedEnvironment: Sendable, Hashable, Decodable {
    /// The digest of the facts; empty where none was made.
    public let environmentID: String
    /// The version of the tool.
    public let toolVersion: String
    /// `release` or `debug`.
    public let build: String
    /// The commit that the tool was built from.
    public let gitCommit: String?
    /// Whether both ends were on one host, whose figures then stand on both sides; nil where an
    /// older file does not say it.
    public let sharedHost: Bool?
    /// Where the guests came from.
    public let source: End
    /// Where they went.
    public let destination: End
    /// What the suite's stopping rule came to; nil of a suite without one.
    public let stop: Stop?

    /// What a stopping rule came to.
    public struct Stop: Sendable, Hashable, Decodable {
        /// The cases that had all the runs that it allows and are not known as well as it asks for,
        /// each in words.
        public let capped: [String]

        /// Names the cases.
        public init(capped: [String]) {
            self.capped = capped
        }
    }

    /// One of the two hosts.
    public struct End: Sendable, Hashable, Decodable {
        /// What must be the same where figures are compared.
        public let mustMatch: [Fact]
        let facts: RecordedFacts

        /// Puts the facts together.
        public init(mustMatch: [Fact]) {
            self.mustMatch = mustMatch
            facts = .none
        }

        /// Reads them, and whatever else the file says of the host.
        public init(from decoder: any Decoder) throws {
            let file = try decoder.container(keyedBy: CodingKeys.self)
            mustMatch = try file.decode([Fact].self, forKey: .mustMatch)
            facts = try file.decodeIfPresent(RecordedFacts.self, forKey: .facts) ?? .none
        }

        /// All that the file says of the host, by path: `network.congestion_control`.
        public var allFacts: [Fact] { facts.all }

        enum CodingKeys: String, CodingKey {
            case mustMatch = "must_match"
            case facts
        }
    }

    /// One fact.
    public struct Fact: Sendable, Hashable, Decodable {
        /// What it is about, for example `governor`.
        public let name: String
        /// Its value, or `unknown`.
        public let value: String

        /// Names a fact.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A fact that two suites do not share.
    public struct Difference: Sendable, Hashable {
        /// The fact, with the host that it is about: `source: kernel`.
        public let name: String
        /// What the first suite has.
        public let first: String
        /// What the second has.
        public let second: String

        init?(_ name: String, _ first: String?, _ second: String?) {
            guard first != second else { return nil }
            self.name = name
            self.first = first ?? "not recorded"
            self.second = second ?? "not recorded"
        }

        /// The same under another name.
        public func named(_ name: String) -> Difference {
            Difference(name: name, first: first, second: second)
        }

        private init(name: String, first: String, second: String) {
            self.name = name
            self.first = first
            self.second = second
        }
    }

    /// Puts the parts together.
    public init(
        environmentID: String, toolVersion: String, build: String, gitCommit: String?,
        sharedHost: Bool? = nil, source: End, destination: End, stop: Stop? = nil
    ) {
        self.environmentID = environmentID
        self.toolVersion = toolVersion
        self.build = build
        self.gitCommit = gitCommit
        self.sharedHost = sharedHost
        self.source = source
        self.destination = destination
        self.stop = stop
    }

    enum CodingKeys: String, CodingKey {
        case environmentID = "environment_id"
        case toolVersion = "tool_version"
        case build
        case gitCommit = "git_commit"
        case sharedHost = "shared_host"
        case source, destination, stop
    }

    /// Reads the file of a suite; nil where there is none at `path`.
    ///
    /// - Throws: ``ResultsError`` `.system`, `.unreadable` or `.sidecar`.
    public static func read(path: String) throws(ResultsError) -> RecordedEnvironment? {
        guard Files.exists(path) else { return nil }
        let bytes = try UserFile.read(path, atMost: SidecarFile.maximumBytes)
        return try SidecarFile.decode(Self.self, bytes, path: path)
    }

    /// In what the hosts of two suites differ; empty where they match.
    public func hostDifferences(to other: RecordedEnvironment) -> [Difference] {
        differences(to: other, \.mustMatch)
    }

    /// In what the hosts differ by all that is recorded of them and lasts, by path: most of it does
    /// not keep figures from being compared, and may explain them.
    public func lastingDifferences(to other: RecordedEnvironment) -> [Difference] {
        differences(to: other, \.facts.lasting)
    }

    private func differences(
        to other: RecordedEnvironment, _ facts: (End) -> [Fact]
    ) -> [Difference] {
        [("source", source, other.source), ("destination", destination, other.destination)]
            .flatMap { end, own, theirs in
                let first = Self.values(facts(own))
                let second = Self.values(facts(theirs))
                return Set(first.keys).union(second.keys).sorted().compactMap {
                    Difference("\(end): \($0)", first[$0], second[$0])
                }
            }
    }

    /// In what builds and hosts of two suites differ; empty where they match.
    public func differences(to other: RecordedEnvironment) -> [Difference] {
        let builds = [
            Difference("tool version", toolVersion, other.toolVersion),
            Difference("commit", gitCommit, other.gitCommit),
            Difference("build", build, other.build),
        ]
        let found = builds.compactMap(\.self) + hostDifferences(to: other)
        // The id is over the hosts' facts; should they agree all the same, it is told itself.
        guard found.isEmpty else { return found }
        return [Difference("environment_id", environmentID, other.environmentID)]
            .compactMap(\.self)
    }

    private static func values(_ facts: [Fact]) -> [String: String] {
        Dictionary(facts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
