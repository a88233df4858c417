internal import FoundationEssentials
internal import Platform
internal import Programs

/// Finds a kernel in the cache, or fetches the distribution's package once.
struct KernelStore {
    let cache: LabCache
    let tool: Tool
    let say: (String) -> Void

    /// Packages that stand for the newest kernel of a line, best first.
    static let packages = ["linux-image-6.12-amd64", "linux-image-amd64"]

    /// What fetching and unpacking takes at most.
    private static let spaceNeeded = 800 << 20
    private static let fetchSeconds = 900.0

    /// A kernel that is ready to boot.
    /// - Throws: ``LabError``.
    func kernel() throws(LabError) -> Kernel {
        if let kept = newestKept() {
            say("kernel \(kept.version), kept in \(cache.kernels)")
            return kept
        }
        try HostProgram.require(HostProgram.forFetching)
        try cache.make(cache.kernels)
        let work = try WorkFolder(in: cache.kernels, cache)
        defer { work.remove() }
        try cache.checkSpace(cache.kernels, bytes: Self.spaceNeeded)
        let package = try packageName()
        say("fetching \(package), once (about 110 MB)")
        let file = try fetch(package, into: work.path)
        say("unpacking it")
        return try unpack(file, package: package, in: work.path)
    }

    /// Checks that a kernel is kept or that a package with one is known, without fetching it.
    func checkAvailable() throws(LabError) {
        guard newestKept() == nil else { return }
        try HostProgram.require(HostProgram.forFetching)
        _ = try packageName()
    }

    private func newestKept() -> Kernel? {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: cache.kernels) } catch {
            return nil
        }
        return names.filter { !$0.hasPrefix(".") }
            .sorted { Self.numbers($1).lexicographicallyPrecedes(Self.numbers($0)) }
            .lazy.compactMap { Kernel(kept: "\(cache.kernels)/\($0)") }.first
    }

    /// The package with the kernel that one of ``packages`` depends on.
    private func packageName() throws(LabError) -> String {
        for name in Self.packages {
            let outcome = try tool.outcome(
                .aptCache, ["depends", name], doing: "looking for the package \(name)")
            if let package = Self.dependency(in: outcome.output) { return package }
        }
        throw .kernel(
            "no package \(Self.packages.joined(separator: " or ")) is known here",
            remedy: "sudo apt-get update, and try again; a Debian 12 or later is expected")
    }

    /// The image that `apt-cache depends` names; nil where there is none.
    static func dependency(in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "Depends:", words[1].hasPrefix("linux-image-") {
                return String(words[1])
            }
        }
        return nil
    }

    /// The numbers of a version, for telling which is newer.
    static func numbers(_ version: String) -> [Int] {
        version.split { !$0.isNumber }.compactMap { Int($0) }
    }

    private func fetch(_ package: String, into folder: String) throws(LabError) -> String {
        _ = try tool.run(
            .aptGet, ["download", package], in: folder, doing: "fetching \(package)",
            seconds: Self.fetchSeconds, remedy: "sudo apt-get update, and try again")
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            names = []
        }
        guard let name = names.first(where: { $0.hasSuffix(".deb") }) else {
            throw .kernel(
                "apt-get download \(package) left no package",
                remedy: "sudo apt-get update, and try again")
        }
        return "\(folder)/\(name)"
    }

    /// Unpacks a package and keeps the kernel and the modules that a machine needs.
    func unpack(_ file: String, package: String, in work: String) throws(LabError) -> Kernel {
        let tree = "\(work)/tree"
        let again = "repeat the command: the package is fetched again"
        _ = try tool.run(
            .dpkg, ["-x", file, tree], doing: "unpacking \(package)", seconds: 300, remedy: again)
        guard let version = Self.version(in: tree) else {
            throw .kernel("\(package) holds no /boot/vmlinuz with modules", remedy: again)
        }
        let kept = "\(work)/\(version)"
        try cache.make("\(kept)/modules")
        let order = try moduleOrder(tree, version)
        for path in order.files {
            try copyModule(path, to: "\(kept)/modules/\(ModuleOrder.keptName(path))")
        }
        do {
            let files = FileManager.default
            for name in ["vmlinuz", "config"] {
                try files.moveItem(
                    atPath: "\(tree)/boot/\(name)-\(version)", toPath: "\(kept)/\(name)")
            }
            let text = order.files.map { ModuleOrder.keptName($0) + "\n" }.joined()
            try Files.replace("\(kept)/order", with: Array(text.utf8))
            LabCache.remove("\(cache.kernels)/\(version)")
            try files.moveItem(atPath: kept, toPath: "\(cache.kernels)/\(version)")
        } catch {
            throw .kernel("cannot keep the kernel \(version): \(error)", remedy: again)
        }
        guard let kernel = Kernel(kept: "\(cache.kernels)/\(version)") else {
            throw .kernel("the kernel \(version) is not whole", remedy: again)
        }
        return kernel
    }

    private static func version(in tree: String) -> String? {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: "\(tree)/boot")
                .first { $0.hasPrefix("vmlinuz-") }
                .map { String($0.dropFirst("vmlinuz-".count)) }
        } catch { return nil }
    }

    private func moduleOrder(_ tree: String, _ version: String) throws(LabError) -> ModuleOrder {
        _ = try tool.run(.depmod, ["-b", tree, version], doing: "reading the kernel's modules")
        var order = ModuleOrder()
        for name in ModuleOrder.required + ModuleOrder.welcome {
            let outcome = try tool.outcome(
                .modprobe, ["-d", tree, "-S", version, "--show-depends", name],
                doing: "looking for the module \(name)")
            if outcome.isSuccess {
                order.add(outcome.output)
            } else if ModuleOrder.required.contains(name) {
                throw .kernel(
                    "the kernel \(version) has no module \(name)",
                    remedy: "the lab needs a distribution's full kernel, not a cloud flavour")
            }
        }
        return order
    }

    private func copyModule(_ path: String, to kept: String) throws(LabError) {
        if path.hasSuffix(".ko.xz") {
            // xz unpacks beside the file.
            _ = try tool.run(.xz, ["-d", "-k", "-f", path], doing: "unpacking \(path)")
        }
        let plain = path.hasSuffix(".ko.xz") ? String(path.dropLast(3)) : path
        do { try FileManager.default.moveItem(atPath: plain, toPath: kept) } catch {
            throw .kernel(
                "cannot keep the module \(plain): \(error)",
                remedy: "is there room in \(cache.root)?")
        }
    }
}
