import FoundationEssentials
import Testing

@testable import Measurement

@Suite(.serialized) struct PeakMemoryTests {
    @Test func readsTheHighWaterMark() throws {
        let tree = try FakeTree(["proc/self/status": "Name:\tx\nVmHWM:\t   81920 kB\n"])
        #expect(PeakMemory.bytes(root: tree.root) == 80 << 20)
    }

    @Test(arguments: ["", "VmHWM:\n", "VmHWM:\t12 MB\n", "VmHWM:\t99999999999999999999 kB\n"])
    func whatIsNoSizeIsNotMeasured(status: String) throws {
        let tree = try FakeTree(["proc/self/status": status])
        #expect(PeakMemory.bytes(root: tree.root) == nil)
    }

    @Test func aKernelWithoutTheFileSaysSoAndGetsNone() throws {
        let tree = try FakeTree(["proc/self": nil])
        #expect(PeakMemory.reset(root: tree.root) == false)
        #expect(!FileManager.default.fileExists(atPath: tree.root + "/proc/self/clear_refs"))
    }

    @Test(.enabled(if: PeakMemory.reset(), "this kernel does not let the peak start anew"))
    func startsAnew() throws {
        let size = 256 << 20
        touch(size)
        let before = try #require(PeakMemory.bytes())
        #expect(before > size)
        #expect(PeakMemory.reset())
        let after = try #require(PeakMemory.bytes())
        #expect(after < before - UInt64(size / 2))
    }

    /// Uses this many bytes of memory and gives them back.
    private func touch(_ size: Int) {
        let bytes = [UInt8](repeating: 7, count: size)
        #expect(bytes[size / 2] == 7)
    }
}
