internal import FoundationEssentials
internal import Glibc
internal import Platform

/// The network interface that faults may take down: machines of the lab name it in their
/// environment.
enum LabLink {
    static let variable = "BENCH_LAB_LINK"

    /// The interface.
    /// - Throws: ``SystemError`` (ENODEV) on a host that is no machine of the lab.
    static func interface() throws(SystemError) -> NetworkInterface {
        guard let name = ProcessInfo.processInfo.environment[variable] else {
            throw SystemError(
                "getenv", code: ENODEV,
                doing: "looking for the link to cut in \(variable), which the lab's machines set")
        }
        return NetworkInterface(name)
    }
}
