/// What installs packages on a host: one of those that its distribution may have.
public enum PackageManager: String, Sendable, CaseIterable {
    case apt = "apt-get"
    case dnf, zypper, apk

    /// That of the host with this os-release(5); nil where its distribution is not known.
    public init?(osRelease text: String) {
        let names = text.split(separator: "\n").flatMap { line -> [Substring] in
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, ["ID", "ID_LIKE"].contains(parts[0]) else { return [] }
            return parts[1].split { " \"'".contains($0) }
        }
        let found = names.lazy.compactMap { Self.ofDistribution[String($0)] }.first
        guard let found else { return nil }
        self = found
    }

    private static let ofDistribution: [String: PackageManager] = [
        "debian": .apt, "ubuntu": .apt, "fedora": .dnf, "rhel": .dnf, "centos": .dnf,
        "suse": .zypper, "opensuse": .zypper, "sles": .zypper, "alpine": .apk,
    ]

    /// The command that brings shared libraries.
    ///
    /// But for apt's the packages are named by what they provide, as these managers find them.
    /// - Parameter packages: those of Debian by the library that they bring.
    /// - Returns: nil where it is not known what brings any of them, and those of which it is not known.
    public func command(
        bringing libraries: [String], packages: [String: String]
    ) -> (command: String?, unknown: [String]) {
        switch self {
        case .apt:
            let known = Set(libraries.compactMap { packages[$0] }).sorted()
            return (
                known.isEmpty ? nil : "sudo apt-get install \(known.joined(separator: " "))",
                libraries.filter { packages[$0] == nil }
            )
        case .dnf, .zypper:
            let names = libraries.map { "'\($0)()(64bit)'" }
            return ("sudo \(rawValue) install \(names.joined(separator: " "))", [])
        case .apk:
            return ("sudo apk add \(libraries.map { "so:\($0)" }.joined(separator: " "))", [])
        }
    }
}
