internal import FoundationEssentials
internal import Platform

extension Hello {
    /// Whether build and commit are what they can be: they go into the rows.
    var hasPlainBuild: Bool {
        let isCommit = gitCommit.map { $0.wholeMatch(of: /[0-9a-f]{7,40}(-dirty)?/) != nil }
        return ["debug", "release"].contains(build) && isCommit ?? true
    }

    /// In words, such as "release of 0123456789ab".
    var buildWords: String { gitCommit.map { "\(build) of \($0)" } ?? build }

    /// This process, where nobody asks which commit it is of.
    static var mine: Hello { mine(gitCommit: nil) }

    /// This process.
    static func mine(gitCommit: String?) -> Hello {
        Hello(
            protocolVersion: sessionProtocolVersion, toolVersion: Version.tool,
            build: Version.build, gitCommit: gitCommit, processID: ThisProcess.id,
            maximumFrameBytes: FrameStream.maximumFrame, bootID: bootID,
            networkID: networkID)
    }

    /// The kernel's boot id (drivers/char/random.c); nil where /proc hides it.
    private static var bootID: String? {
        do {
            let text = try String(
                contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
            return text.split(separator: "\n").first.map(String.init)
        } catch { return nil }
    }

    /// The namespace's name, such as `net:[4026531840]` (namespaces(7)); nil where /proc hides it.
    private static var networkID: String? {
        do {
            return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
        } catch { return nil }
    }
}
