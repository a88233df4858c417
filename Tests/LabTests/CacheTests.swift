import Foundation
import Platform
import Programs
import Testing

@testable import Lab

/// A cache in a folder of its own, removed in the end.
final class ScratchCache {
    let folder: URL
    let cache: LabCache

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        cache = LabCache(environment: ["XDG_CACHE_HOME": folder.path])
        try cache.make(cache.kernels)
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { print("left: \(folder)") }
    }

    func write(_ name: String, _ text: String) throws {
        let url = URL(filePath: cache.root).appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    var store: KernelStore {
        KernelStore(cache: cache, tool: Tool(isStopped: { false }), say: { _ in })
    }

    /// What every package says of itself.
    static let control =
        "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: n <n@localhost>\n"
        + "Description: x\n"

    /// Makes a package of a folder.
    func build(_ folder: String, _ package: String) async throws {
        let root = cache.root
        _ = try await aside {
            // A package's folder may not be closed to others.
            try Tool(isStopped: { false }).run(
                HostProgram(name: "sh", package: "dash"),
                ["-c", "chmod -R go+rX \(folder) && dpkg-deb -b \(folder) \(package)"], in: root,
                doing: "building a package")
        }
    }

    /// What unpacking the package says.
    func problem(ofPackage name: String) async -> String {
        let cache = cache
        do {
            _ = try await aside {
                try cache.make(cache.images)
                return try KernelStore(
                    cache: cache, tool: Tool(isStopped: { false }), say: { _ in }
                )
                .unpack("\(cache.root)/\(name)", package: "linux-image-x", in: cache.images)
            }
            return "nothing"
        } catch { return "\(error)" }
    }
}

@Suite struct CacheTests {
    @Test func theCacheIsTheUsers() {
        #expect(
            LabCache(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]).root
                == "/c/migration-bench/lab")
        #expect(LabCache(environment: ["HOME": "/h"]).root == "/h/.cache/migration-bench/lab")
        #expect(
            LabCache(environment: ["XDG_CACHE_HOME": "relative", "HOME": "/h"]).root
                == "/h/.cache/migration-bench/lab")
    }

    @Test func aWholeKernelIsUsedAndTheNewestIsPreferred() throws {
        let scratch = try ScratchCache()
        for version in ["6.12.9-amd64", "6.12.117-amd64", "7.0.0-broken"] {
            try scratch.write("kernel/\(version)/vmlinuz", "k")
            try scratch.write("kernel/\(version)/config", "c")
            try scratch.write("kernel/\(version)/order", "a.ko\n")
        }
        try scratch.write("kernel/6.12.9-amd64/modules/a.ko", "m")
        try scratch.write("kernel/6.12.117-amd64/modules/a.ko", "m")
        let kernel = try scratch.store.kernel()
        #expect(kernel.version == "6.12.117-amd64")
        #expect(kernel.modules == ["a.ko"])
    }

    @Test(.enabled(if: HostProgram.dpkg.path != nil, "no dpkg on this host"))
    func aBrokenPackageIsSaidToBe() async throws {
        let scratch = try ScratchCache()
        try scratch.write("kernel/x.deb", "this is no package")
        let text = await scratch.problem(ofPackage: "kernel/x.deb")
        #expect(text.hasPrefix("unpacking linux-image-x: dpkg failed"), "\(text)")
        #expect(text.contains("the package is fetched again"))
    }

    @Test(.enabled(if: HostProgram.find("dpkg-deb") != nil, "no dpkg-deb on this host"))
    func aPackageWithoutAKernelIsSaidToBe() async throws {
        let scratch = try ScratchCache()
        try scratch.write("p/DEBIAN/control", ScratchCache.control)
        try await scratch.build("p", "x.deb")
        let text = await scratch.problem(ofPackage: "x.deb")
        #expect(text.contains("holds no /boot/vmlinuz"), "\(text)")
    }

    /// The package is whole, but its kernel lacks what the lab is about.
    @Test(.enabled(if: HostProgram.find("dpkg-deb") != nil, "no dpkg-deb on this host"))
    func aKernelWithoutAModuleIsSaidToLackIt() async throws {
        let scratch = try ScratchCache()
        try scratch.write("p/DEBIAN/control", ScratchCache.control)
        try scratch.write("p/boot/vmlinuz-9.9", "k")
        let builtIn = ModuleOrder.required.filter { $0 != "rdma_rxe" }
        try scratch.write(
            "p/lib/modules/9.9/modules.builtin",
            builtIn.map { "kernel/drivers/\($0).ko\n" }.joined())
        try scratch.write("p/lib/modules/9.9/modules.order", "")
        try await scratch.build("p", "x.deb")
        let text = await scratch.problem(ofPackage: "x.deb")
        #expect(text.hasPrefix("the kernel 9.9 has no module rdma_rxe\n"), "\(text)")
        #expect(text.contains("a distribution's full kernel"))
        #expect(!Files.exists("\(scratch.cache.kernels)/9.9"))
    }

    @Test func tooLittleRoomIsSaidBeforehand() throws {
        let scratch = try ScratchCache()
        let error = #expect(throws: LabError.self) {
            try scratch.cache.checkSpace(scratch.cache.kernels, bytes: .max / 2)
        }
        #expect(error?.description.contains("MiB are free") == true)
        #expect(error?.description.contains("XDG_CACHE_HOME") == true)
    }

    @Test func aFolderBelongsToOneLab() throws {
        let scratch = try ScratchCache()
        let first = try RunFolder(cache: scratch.cache, folder: scratch.cache.up)
        #expect(try RunFolder.isHeld(scratch.cache.up))
        #expect(throws: LabError.self) {
            try RunFolder(cache: scratch.cache, folder: scratch.cache.up)
        }
        first.remove()
        #expect(try !RunFolder.isHeld(scratch.cache.up))
    }

    /// What a killed process left while it fetched is removed by the next one; what a living one
    /// works on stays, and so does what is whole.
    @Test func whatKilledProcessesLeftIsSwept() throws {
        let scratch = try ScratchCache()
        let kernels = scratch.cache.kernels
        try scratch.write("kernel/.new-1-1/linux-image.deb", "half of it")
        try scratch.write("kernel/6.12-amd64/vmlinuz", "k")
        let first = try WorkFolder(in: kernels, scratch.cache)
        #expect(!Files.exists("\(kernels)/.new-1-1"))
        let second = try WorkFolder(in: kernels, scratch.cache)
        #expect(Files.exists(first.path) && Files.exists(second.path))
        #expect(Files.exists("\(kernels)/6.12-amd64/vmlinuz"))
        first.remove()
        second.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: kernels) == ["6.12-amd64"])
    }

    @Test func aPathTooLongForASocketIsRefused() throws {
        let scratch = try ScratchCache()
        let long = scratch.cache.root + "/" + String(repeating: "x", count: 120)
        let error = #expect(throws: LabError.self) {
            try RunFolder(cache: scratch.cache, folder: long)
        }
        #expect(error?.description.contains("too long for the path of a socket") == true)
    }
}

@Suite struct ToolTests {
    /// What running a shell command says.
    private func problem(
        _ command: String, isStopped: Bool = false, seconds: Double = 60, remedy: String? = nil
    ) async -> String {
        do {
            _ = try await aside {
                try Tool(isStopped: { isStopped }).run(
                    HostProgram(name: "sh", package: "dash"), ["-c", command], doing: "trying",
                    seconds: seconds, remedy: remedy)
            }
            return "nothing"
        } catch { return "\(error)" }
    }

    @Test func aFailureComesWithTheEndOfWhatWasSaid() async {
        let text = await problem("echo first; echo last >&2; exit 1", remedy: "try again")
        #expect(text == "trying: sh failed\n    first\n    last\n  try again")
    }

    @Test func aProgramThatHangsIsEnded() async {
        let text = "trying: not done after 1 s, given up\n  "
        #expect(
            await problem("sleep 60", seconds: 1)
                == text + "is this host very busy? repeat the command")
        #expect(
            await problem("sleep 60", seconds: 1, remedy: "buy another") == text + "buy another")
    }

    @Test func aProgramEndsWithTheUsersPatience() async {
        #expect(await problem("sleep 60", isStopped: true) == "stopped on request")
    }

    @Test func whatIsMissingIsNamedWithItsPackage() {
        let error = #expect(throws: LabError.self) {
            try HostProgram.require([
                HostProgram(name: "no-such-program", package: "some-package"),
                HostProgram(name: "sh", package: "dash"),
            ])
        }
        let text = error?.description ?? ""
        #expect(text.contains("no-such-program"))
        #expect(text.contains("apt-get install --no-install-recommends some-package"))
        #expect(!text.contains("dash"))
    }
}
