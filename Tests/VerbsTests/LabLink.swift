import Foundation
import Platform
import TestSupport
import Testing

/// The network interface under the RDMA device, which tests may take down: in a lab machine only,
/// where BENCH_LAB_LINK names it.
enum LabLink {
    /// Its name; nil anywhere else.
    static let name = ProcessInfo.processInfo.environment["BENCH_LAB_LINK"]

    static let comment: Comment = "takes the link down: in a lab machine only (scripts/lab-test)"

    /// Runs `body` while the link is down; it is up again afterwards, and its device is active.
    static func whileDown<Value>(_ body: () throws -> Value) throws -> Value {
        try set("down")
        do {
            let value = try body()
            try up()
            return value
        } catch {
            try up()
            throw error
        }
    }

    private static func up() throws {
        try set("up")
        let deadline = Deadline.after(seconds: 30)
        while try !text(of: "/sbin/rdma", ["link"]).contains("state ACTIVE"), !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
        }
    }

    private static func set(_ state: String) throws {
        // iproute2 by its full path: busybox has an `ip` of its own.
        _ = try text(of: "/sbin/ip", ["link", "set", try #require(name), state])
    }

    private static func text(of program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments)")
        return text
    }
}
