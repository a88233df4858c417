internal import Platform

/// Remembers, until the host is started again, that KVM hangs: nobody waits for it twice.
struct AccelerationMemory {
    let cache: LabCache

    private var path: String { "\(cache.root)/kvm-hangs" }

    private var bootID: String? {
        do {
            let bytes = try Files.read("/proc/sys/kernel/random/boot_id", limit: 100)
            return String(decoding: bytes, as: UTF8.self)
        } catch { return nil }
    }

    /// Whether KVM was tried in vain since the host was started.
    var isHanging: Bool {
        guard let bootID else { return false }
        do { return String(decoding: try Files.read(path), as: UTF8.self) == bootID } catch {
            return false
        }
    }

    /// Keeps what came of trying; not to be able to is no failure.
    func keep(isHanging: Bool) {
        guard isHanging, let bootID else { return LabCache.remove(path) }
        do { try Files.replace(path, with: Array(bootID.utf8)) } catch { return }
    }
}
