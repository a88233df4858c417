internal import FoundationEssentials
internal import Platform
internal import Programs

/// The machines' file system: this program, its libraries and what sets the network up, as an
/// initramfs.
struct LabImage {
    let cache: LabCache
    let tool: Tool
    /// This program.
    let executable: String
    let kernel: Kernel
    /// What the user wants in it besides.
    var files: [LabFile] = []

    private static let spaceNeeded = 600 << 20
    /// How many images stay when another one is built: a debug and a release build, say.
    private static let kept = 2

    /// Programs that go along where the host has them: for looking around, and yardsticks.
    private static let welcome = [
        "ib_write_bw", "ib_send_bw", "ibv_devinfo", "ibv_devices", "ibv_rc_pingpong", "rping",
        "rstream", "iperf3",
    ]

    /// The image's file, built where the cache has none for these very programs and this kernel.
    /// - Throws: ``LabError``.
    func path(say: (String) -> Void) throws(LabError) -> String {
        let script = InitScript.text(modules: kernel.modules)
        let path = "\(cache.images)/\(try digest(script)).cpio"
        if Files.exists(path) {
            noteUse(path)
            return path
        }
        say("building the machines' file system")
        try cache.make(cache.images)
        removeOld()
        let work = try WorkFolder(in: cache.images, cache)
        defer { work.remove() }
        try cache.checkSpace(cache.images, bytes: Self.spaceNeeded + spaceForFiles())
        let folder = ImageFolder(root: "\(work.path)/root", cache: cache, tool: tool)
        try folder.make("")
        try stage(folder, script)
        try folder.pack(to: "\(work.path)/image")
        do { try FileManager.default.moveItem(atPath: "\(work.path)/image", toPath: path) } catch {
            // Another process may have built the same one.
            guard Files.exists(path) else { throw ImageFolder.failure(path, error, cache) }
        }
        return path
    }

    /// What the image is made from: another program or kernel has another image.
    private func digest(_ script: String) throws(LabError) -> String {
        let version = 3
        var parts = ["\(version)", kernel.version, script]
        func add(_ path: String, _ facts: [FileAttributeKey: Any], place: String = "") {
            let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            parts.append("\(path) \(facts[.size] ?? 0) \(time) \(place)")
        }
        for path in [executable] + Self.welcome.compactMap(HostProgram.find) {
            do { add(path, try FileManager.default.attributesOfItem(atPath: path)) } catch {
                throw ImageFolder.failure(path, error, cache)
            }
        }
        for file in files { add(file.path, try file.facts(), place: file.place) }
        return String(MemoryDigest.of(parts.joined(separator: "\n")).prefix(16))
    }

    /// The user's files lie there as they are, stripped, and in the image.
    private func spaceForFiles() throws(LabError) -> Int {
        var bytes = 0
        for file in files { bytes += 3 * Int(clamping: try file.facts()[.size] as? UInt64 ?? 0) }
        return bytes
    }

    /// An image that is in use is not the oldest one; not to be able to say so is no failure.
    private func noteUse(_ path: String) {
        do {
            try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
        } catch { return }
    }

    /// Images of programs that were built over since would only fill the disk.
    private func removeOld() {
        do {
            var images: [(path: String, date: Date)] = []
            for name in try FileManager.default.contentsOfDirectory(atPath: cache.images) {
                guard name.hasSuffix(".cpio") else { continue }
                let path = "\(cache.images)/\(name)"
                let facts = try FileManager.default.attributesOfItem(atPath: path)
                guard let date = facts[.modificationDate] as? Date else { continue }
                images.append((path, date))
            }
            for image in images.sorted(by: { $0.date > $1.date }).dropFirst(Self.kept) {
                LabCache.remove(image.path)
            }
        } catch { return }
    }

    private func stage(_ folder: ImageFolder, _ script: String) throws(LabError) {
        let folders = [
            "bin", "sbin", "boot", "modules", "lib64", "tmp", "etc/libibverbs.d",
            ImageFolder.libraries,
        ]
        for name in folders { try folder.make(name) }
        for name in kernel.modules {
            try folder.copy(kernel.path(ofModule: name), to: "modules/\(name)")
        }
        try folder.copy(kernel.configuration, to: "boot/config-\(kernel.version)")
        try folder.copyProgram(executable, to: "bin/bench")
        try folder.strip("bin/bench")
        for program in [HostProgram.ip, .rdma, .tc] {
            try folder.copyProgram(try found(program), to: "sbin/\(program.name)")
        }
        try folder.copyProgram(try found(.busybox), to: "bin/busybox")
        for name in Self.welcome {
            guard let path = HostProgram.find(name) else { continue }
            try folder.copyProgram(path, to: "bin/\(name)")
        }
        try copyProvider(folder)
        try folder.write("driver rxe\n", to: "etc/libibverbs.d/rxe.driver")
        try folder.write("root:x:0:0:root:/:/bin/sh\n", to: "etc/passwd")
        try folder.write("127.0.0.1 localhost\n", to: "etc/hosts")
        for file in files { try folder.add(file) }
        try folder.write(script, to: "init")
        try folder.makeExecutable("init")
    }

    private func found(_ program: HostProgram) throws(LabError) -> String {
        guard let path = program.path else { throw .missing([program]) }
        return path
    }

    /// libibverbs loads what drives a device by name.
    private func copyProvider(_ folder: ImageFolder) throws(LabError) {
        let place = "\(ImageFolder.libraries)/libibverbs"
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: "/\(place)") } catch {
            names = []
        }
        guard let name = names.first(where: { $0.hasPrefix("librxe-rdmav") }) else {
            throw .missing([HostProgram(name: "librxe-rdmav34.so", package: "ibverbs-providers")])
        }
        try folder.make(place)
        try folder.copyProgram("/\(place)/\(name)", to: "\(place)/\(name)")
    }
}
