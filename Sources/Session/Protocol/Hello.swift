internal import FoundationEssentials
internal import Platform

extension Hello {
    /// This process.
    static var mine: Hello {
        Hello(
            protocolVersion: sessionProtocolVersion, toolVersion: Version.tool,
            build: Version.build, processID: ThisProcess.id,
            maximumFrameBytes: FrameStream.maximumFrame, bootID: bootID)
    }

    /// The kernel's boot id (drivers/char/random.c); nil where /proc hides it.
    private static var bootID: String? {
        do {
            let text = try String(
                contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
            return text.split(separator: "\n").first.map(String.init)
        } catch { return nil }
    }
}
