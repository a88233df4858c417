internal import FoundationEssentials

/// A program of this host, and the Debian package that brings it.
public struct HostProgram: Sendable, Hashable {
    /// What is executed.
    public let name: String
    /// What to install for it.
    public let package: String

    /// Names a program.
    public init(name: String, package: String) {
        self.name = name
        self.package = package
    }

    /// Where it is; nil where it is not installed.
    public var path: String? { Self.find(name) }

    /// Where a program of this name is; nil where there is none.
    ///
    /// Users who are not root have no `sbin` in their PATH.
    public static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/sbin"])
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
