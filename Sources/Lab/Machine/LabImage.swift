internal import FoundationEssentials
internal import Platform

/// The machines' file system: this program, its libraries and what sets the network up, as an
/// initramfs.
struct LabImage {
    let cache: LabCache
    let tool: Tool
    /// This program.
    let executable: String
    let kernel: Kernel

    /// Where libraries go, whatever folder they have on the host: the loader looks there.
    private static let libraries = "usr/lib/x86_64-linux-gnu"
    private static let loader = "lib64/ld-linux-x86-64.so.2"
    private static let spaceNeeded = 600 << 20
    /// How many images stay when another one is built: a debug and a release build, say.
    private static let kept = 2

    /// Programs that go along where the host has them: for looking around, and yardsticks.
    private static let welcome = [
        "ib_write_bw", "ib_send_bw", "ibv_devinfo", "ibv_devices", "ibv_rc_pingpong", "rping",
        "rstream", "iperf3",
    ]
    /// Libraries that are loaded by name while a program runs, so that ldd knows nothing of them.
    private static let loadedByName = ["libgcc_s.so.1"]

    /// The image's file, built where the cache has none for this very program and kernel.
    /// - Throws: ``LabError``.
    func path(say: (String) -> Void) throws(LabError) -> String {
        let script = InitScript.text(modules: kernel.modules)
        let path = "\(cache.images)/\(try digest(script)).cpio"
        if Files.exists(path) { return path }
        say("building the machines' file system")
        try cache.make(cache.images)
        try cache.checkSpace(cache.images, bytes: Self.spaceNeeded)
        removeOld()
        let work = "\(cache.images)/.new-\(ThisProcess.id)"
        LabCache.remove(work)
        try cache.make(work)
        defer { LabCache.remove(work) }
        try stage("\(work)/root", script)
        try pack("\(work)/root", to: "\(work)/image")
        do { try FileManager.default.moveItem(atPath: "\(work)/image", toPath: path) } catch {
            // Another process may have built the same one.
            guard Files.exists(path) else { throw failure(path, error) }
        }
        return path
    }

    /// What the image is made from: another program or kernel has another image.
    private func digest(_ script: String) throws(LabError) -> String {
        let version = 1
        var parts = ["\(version)", kernel.version, script]
        for file in [executable] + Self.welcome.compactMap(HostProgram.find) {
            do {
                let facts = try FileManager.default.attributesOfItem(atPath: file)
                let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
                parts.append("\(file) \(facts[.size] ?? 0) \(time)")
            } catch { throw failure(file, error) }
        }
        return String(MemoryDigest.of(parts.joined(separator: "\n")).prefix(16))
    }

    /// Images of programs that were built over since, and what killed processes left, would only
    /// fill the disk.
    private func removeOld() {
        do {
            var images: [(path: String, date: Date)] = []
            for name in try FileManager.default.contentsOfDirectory(atPath: cache.images) {
                let path = "\(cache.images)/\(name)"
                let facts = try FileManager.default.attributesOfItem(atPath: path)
                guard let date = facts[.modificationDate] as? Date else { continue }
                if name.hasSuffix(".cpio") {
                    images.append((path, date))
                } else if date.timeIntervalSinceNow < -3600 {
                    LabCache.remove(path)
                }
            }
            for image in images.sorted(by: { $0.date > $1.date }).dropFirst(Self.kept) {
                LabCache.remove(image.path)
            }
        } catch { return }
    }

    private func stage(_ root: String, _ script: String) throws(LabError) {
        for folder in ["bin", "sbin", "modules", "lib64", "etc/libibverbs.d", Self.libraries] {
            try cache.make("\(root)/\(folder)")
        }
        for name in kernel.modules {
            try copy(kernel.path(ofModule: name), to: "\(root)/modules/\(name)")
        }
        try copyProgram(executable, to: "bin/bench", root)
        try strip("\(root)/bin/bench")
        for program in [HostProgram.ip, .rdma, .tc] {
            try copyProgram(try found(program), to: "sbin/\(program.name)", root)
        }
        try copyProgram(try found(.busybox), to: "bin/busybox", root)
        for name in Self.welcome {
            guard let path = HostProgram.find(name) else { continue }
            try copyProgram(path, to: "bin/\(name)", root)
        }
        try copyProvider(root)
        try write("driver rxe\n", to: "\(root)/etc/libibverbs.d/rxe.driver")
        try write("root:x:0:0:root:/:/bin/sh\n", to: "\(root)/etc/passwd")
        try write("127.0.0.1 localhost\n", to: "\(root)/etc/hosts")
        try write(script, to: "\(root)/init")
        do {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: "\(root)/init")
        } catch { throw failure("\(root)/init", error) }
    }

    private func found(_ program: HostProgram) throws(LabError) -> String {
        guard let path = program.path else { throw .missing([program]) }
        return path
    }

    /// libibverbs loads what drives a device by name.
    private func copyProvider(_ root: String) throws(LabError) {
        let folder = "/\(Self.libraries)/libibverbs"
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            names = []
        }
        guard let name = names.first(where: { $0.hasPrefix("librxe-rdmav") }) else {
            throw .missing([HostProgram(name: "librxe-rdmav34.so", package: "ibverbs-providers")])
        }
        try cache.make("\(root)/\(Self.libraries)/libibverbs")
        try copyProgram("\(folder)/\(name)", to: "\(Self.libraries)/libibverbs/\(name)", root)
    }

    /// Copies a program or a library with the libraries that it needs.
    private func copyProgram(_ path: String, to place: String, _ root: String) throws(LabError) {
        try copy(path, to: "\(root)/\(place)")
        let ldd = HostProgram(name: "ldd", package: "libc-bin")
        // A static program makes ldd fail, and needs nothing.
        let outcome = try tool.outcome(ldd, [path], doing: "listing the libraries of \(path)")
        let needed = SharedLibraries(parsing: outcome.output)
        if let name = needed.missing.first {
            throw .refused(
                "\(path) needs the library \(name), which is not found",
                remedy: "scripts/setup installs what the build needs")
        }
        for library in needed.paths { try copyLibrary(library, root) }
        guard let known = needed.paths.first(where: { $0.contains("/libc.so") }) else { return }
        let folder = known.split(separator: "/").dropLast().joined(separator: "/")
        for name in Self.loadedByName where Files.exists("/\(folder)/\(name)") {
            try copyLibrary("/\(folder)/\(name)", root)
        }
    }

    private func copyLibrary(_ path: String, _ root: String) throws(LabError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let place = path.hasPrefix("/lib64/") ? Self.loader : "\(Self.libraries)/\(name)"
        if !Files.exists("\(root)/\(place)") { try copy(path, to: "\(root)/\(place)") }
    }

    /// Takes what only debuggers read away: it would have to fit the machines' memory.
    private func strip(_ path: String) throws(LabError) {
        let program = HostProgram(name: "strip", package: "binutils")
        guard program.path != nil else { return }
        _ = try tool.run(program, [path], doing: "stripping \(path)")
    }

    private func pack(_ root: String, to path: String) throws(LabError) {
        let shell = HostProgram(name: "sh", package: "dash")
        let command = "find . -print0 | cpio --null -o -H newc -R 0:0 --quiet > \"$1\""
        _ = try tool.run(
            shell, ["-ec", command, "sh", path], in: root,
            doing: "packing the machines' file system", seconds: 300,
            remedy: "is there room in \(cache.root)?")
    }

    private func copy(_ from: String, to: String) throws(LabError) {
        do {
            // The content of a symbolic link, not the link.
            let source = URL(fileURLWithPath: from).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: source, toPath: to)
        } catch { throw failure(from, error) }
    }

    private func write(_ text: String, to path: String) throws(LabError) {
        try system { () throws(SystemError) in try Files.replace(path, with: Array(text.utf8)) }
    }

    private func failure(_ path: String, _ error: any Error) -> LabError {
        .refused(
            "cannot put \(path) into the machines' file system: \(error)",
            remedy: "is there room in \(cache.root)?")
    }
}
