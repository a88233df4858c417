internal import FoundationEssentials
internal import Platform

/// A kernel of the cache, ready to boot.
struct Kernel: Sendable {
    /// For example `6.12.117+deb12-amd64`.
    let version: String
    /// Where it is kept.
    let folder: String
    /// Names of module files in the order of loading.
    let modules: [String]

    var image: String { "\(folder)/vmlinuz" }
    /// What it was built with: agents read it.
    var configuration: String { "\(folder)/config" }
    func path(ofModule name: String) -> String { "\(folder)/modules/\(name)" }

    /// The kernel that is kept in `folder`; nil where none is whole.
    ///
    /// The order is written last.
    init?(kept folder: String) {
        guard let version = folder.split(separator: "/").last.map(String.init) else { return nil }
        let text: String
        do { text = String(decoding: try Files.read("\(folder)/order"), as: UTF8.self) } catch {
            return nil
        }
        let modules = text.split(separator: "\n").map(String.init)
        let files =
            ["\(folder)/vmlinuz", "\(folder)/config"] + modules.map { "\(folder)/modules/\($0)" }
        guard !modules.isEmpty, files.allSatisfy(Files.exists) else { return nil }
        self.version = version
        self.folder = folder
        self.modules = modules
    }
}
