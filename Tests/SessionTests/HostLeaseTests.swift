import Foundation
import Testing

@testable import Session

/// One suite at a time measures on a host.
@Suite struct HostLeaseTests {
    private let path = FileManager.default.temporaryDirectory
        .appending(path: "lease-\(UUID().uuidString)").path

    @Test func whoComesSecondReadsWhoHasTheHost() throws {
        defer { remove() }
        let first = HostLease(path: path)
        let second = HostLease(path: path)
        #expect(try second.state() == .free)
        let lease = Lease(scenario: "nightly", seconds: 60)
        #expect(try first.take(lease) == .yours)
        #expect(try first.take(lease) == .yours)
        guard case .held(let other?) = try second.take(Lease(scenario: "quick", seconds: 1)) else {
            Issue.record("two suites have one host")
            return
        }
        #expect(other.id == lease.id)
        #expect(other.summary.contains("runs nightly since"))
        #expect(try second.state() == .held(other))
        #expect(try first.take(nil) == .free)
        #expect(try second.take(Lease(scenario: "quick", seconds: 1)) == .yours)
    }

    /// Where only root may write into the folder for locks, root and others still come to the same lock.
    @Test(arguments: [(0o1777, true), (0o755, false)])
    func theLockIsWhereEverybodyMayMakeIt(mode: Int, isThere: Bool) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "locks-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
        let path = HostLease.path(inFolder: folder)
        #expect(path == (isThere ? "\(folder)/migration-bench" : "/tmp/migration-bench.lock"))
        #expect(HostLease.path(inFolder: "/no/such/folder") == "/tmp/migration-bench.lock")
    }

    /// Both agents of a suite may be on one host.
    @Test func theSameSuiteSharesIt() throws {
        defer { remove() }
        let lease = Lease(scenario: "nightly", seconds: 60)
        let first = HostLease(path: path)
        let second = HostLease(path: path)
        #expect(try first.take(lease) == .yours)
        #expect(try second.take(lease) == .yours)
    }

    /// The one that has the lock may end while guests of the others still migrate.
    @Test func whoIsLeftOfASuiteTakesItOver() throws {
        defer { remove() }
        let lease = Lease(scenario: "nightly", seconds: 60)
        let (first, second) = (HostLease(path: path), HostLease(path: path))
        #expect(try first.take(lease) == .yours)
        #expect(try second.take(lease) == .yours)
        second.takeOver()
        #expect(try first.take(nil) == .free)
        second.takeOver()
        let other = HostLease(path: path)
        guard case .held(let holder?) = try other.take(Lease(scenario: "quick", seconds: 1)) else {
            Issue.record("nobody has the host")
            return
        }
        #expect(holder.id == lease.id)
        // Another suite's is nobody's to take over.
        #expect(try second.take(nil) == .free)
        other.takeOver()
        #expect(try other.state() == .free)
    }

    /// `bench status` keeps no suite from starting: its share of the lock is waited for.
    @Test func whoLooksIsInNobodysWay() throws {
        defer { remove() }
        let look = Process()
        let words = Pipe()
        look.executableURL = URL(filePath: "/usr/bin/flock")
        look.arguments = ["--shared", path, "sh", "-c", "echo locked; sleep 0.2"]
        look.standardOutput = words
        try look.run()
        #expect(!words.fileHandleForReading.availableData.isEmpty)
        #expect(try HostLease(path: path).take(Lease(scenario: "quick", seconds: 1)) == .yours)
        look.waitUntilExit()
    }

    /// Nor does it take another look for a suite.
    @Test func whoLooksSeesNobodyElseThatLooks() async throws {
        defer { remove() }
        try Data("left behind".utf8).write(to: URL(filePath: path))
        try await withThrowingTaskGroup(of: Void.self) { [path] group in
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<500 {
                        let state = try HostLease(path: path).state()
                        #expect(state == .free)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What is left of a dead process, or of anything else, holds nothing.
    @Test func aFileAloneHoldsNothing() throws {
        defer { remove() }
        try Data("left behind".utf8).write(to: URL(filePath: path))
        let lease = HostLease(path: path)
        #expect(try lease.state() == .free)
        #expect(try lease.take(Lease(scenario: "quick", seconds: 1)) == .yours)
        // The new words are shorter than none that were there before.
        let text = try Data(contentsOf: URL(filePath: path))
        #expect(try JSONDecoder().decode(Lease.self, from: text).scenario == "quick")
    }

    /// Every user of a host may write the file, and a terminal obeys what it is shown.
    @Test func wordsThatMoveACursorAreNotShown() throws {
        defer { remove() }
        let first = HostLease(path: path)
        #expect(try first.take(Lease(scenario: "a\u{1B}[2Jb", seconds: 1)) == .yours)
        #expect(try HostLease(path: path).state() == .held(nil))
    }

    /// It is a lock for all users, and no way to write where a link leads.
    @Test func everybodyMayTakeItAndLinksAreNotFollowed() throws {
        defer { remove() }
        #expect(try HostLease(path: path).take(Lease(scenario: "quick", seconds: 1)) == .yours)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o666)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: "/etc/hostname")
        #expect(throws: (any Error).self) {
            try HostLease(path: path).take(Lease(scenario: "quick", seconds: 1))
        }
    }

    private func remove() {
        do { try FileManager.default.removeItem(atPath: path) } catch { print("left: \(path)") }
    }
}
