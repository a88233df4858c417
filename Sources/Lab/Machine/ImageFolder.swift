internal import FoundationEssentials
internal import Platform
internal import Programs

/// A folder that becomes the machines' file system.
struct ImageFolder {
    let root: String
    let cache: LabCache
    let tool: Tool

    /// Where libraries go, whatever folder they have on the host: the loader looks there.
    static let libraries = "usr/lib/x86_64-linux-gnu"
    private static let loader = "lib64/ld-linux-x86-64.so.2"
    /// Libraries that are loaded by name while a program runs, so that ldd knows nothing of them.
    private static let loadedByName = ["libgcc_s.so.1"]

    /// Makes a folder in it.
    func make(_ folder: String) throws(LabError) { try cache.make("\(root)/\(folder)") }

    /// Copies a file as it is; one that is there already makes way.
    func copy(_ from: String, to place: String) throws(LabError) {
        let to = "\(root)/\(place)"
        if Files.exists(to) { LabCache.remove(to) }
        do {
            // The content of a symbolic link, not the link.
            let source = URL(fileURLWithPath: from).resolvingSymlinksInPath().path
            try FileManager.default.copyItem(atPath: source, toPath: to)
        } catch { throw Self.failure(from, error, cache) }
    }

    /// Copies a program or a library with the libraries that it needs.
    func copyProgram(_ path: String, to place: String) throws(LabError) {
        try copy(path, to: place)
        let ldd = HostProgram(name: "ldd", package: "libc-bin")
        // A static program makes ldd fail, and needs nothing.
        let outcome = try tool.outcome(ldd, [path], doing: "listing the libraries of \(path)")
        let needed = SharedLibraries(parsing: outcome.output)
        if let name = needed.missing.first {
            throw .refused(
                "\(path) needs the library \(name), which is not found",
                remedy: "scripts/setup installs what the build needs")
        }
        for library in needed.paths { try copyLibrary(library) }
        guard let known = needed.paths.first(where: { $0.contains("/libc.so") }) else { return }
        let folder = known.split(separator: "/").dropLast().joined(separator: "/")
        for name in Self.loadedByName where Files.exists("/\(folder)/\(name)") {
            try copyLibrary("/\(folder)/\(name)")
        }
    }

    /// Copies what the user wants in it: a program with its libraries, or whatever it is.
    func add(_ file: LabFile) throws(LabError) {
        try make(file.place.split(separator: "/").dropLast().joined(separator: "/"))
        let start = try system { () throws(SystemError) in try Files.read(file.path, limit: 4) }
        if start.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
            try copyProgram(file.path, to: file.place)
            try strip(file.place)
        } else {
            try copy(file.path, to: file.place)
        }
    }

    /// Takes what only debuggers read away: it would have to fit the machines' memory.
    func strip(_ place: String) throws(LabError) {
        let program = HostProgram(name: "strip", package: "binutils")
        guard program.path != nil else { return }
        _ = try tool.run(program, ["\(root)/\(place)"], doing: "stripping \(place)")
    }

    /// Writes a small file.
    func write(_ text: String, to place: String) throws(LabError) {
        try system { () throws(SystemError) in
            try Files.replace("\(root)/\(place)", with: Array(text.utf8))
        }
    }

    /// Lets a file be run.
    func makeExecutable(_ place: String) throws(LabError) {
        do {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: "\(root)/\(place)")
        } catch { throw Self.failure(place, error, cache) }
    }

    /// Packs it as an initramfs.
    func pack(to path: String) throws(LabError) {
        let shell = HostProgram(name: "sh", package: "dash")
        let command = "find . -print0 | cpio --null -o -H newc -R 0:0 --quiet > \"$1\""
        _ = try tool.run(
            shell, ["-ec", command, "sh", path], in: root,
            doing: "packing the machines' file system", seconds: 300,
            remedy: "is there room in \(cache.root)?")
    }

    static func failure(_ path: String, _ error: any Error, _ cache: LabCache) -> LabError {
        .refused(
            "cannot put \(path) into the machines' file system: \(error)",
            remedy: "is there room in \(cache.root)?")
    }

    private func copyLibrary(_ path: String) throws(LabError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let place = path.hasPrefix("/lib64/") ? Self.loader : "\(Self.libraries)/\(name)"
        if !Files.exists("\(root)/\(place)") { try copy(path, to: place) }
    }
}
