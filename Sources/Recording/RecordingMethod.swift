internal import Platform

/// A way to learn from the kernel what another process writes.
public enum RecordingMethod: String, Sendable, CaseIterable {
    /// Write-protected userfaultfd and PAGEMAP_SCAN: looks and protects again in one step.
    case pagemapScan = "pagemap-scan"
    /// Soft-dirty bits: looks, then clears.
    case softDirty = "soft-dirty"

    /// Why this host cannot do it; nil where it can.
    public var obstacle: String? {
        do throws(SystemError) {
            switch self {
            case .pagemapScan: try WriteTracker.check()
            case .softDirty:
                guard try SoftDirty.isSupported() else {
                    return "soft-dirty: the kernel is built without CONFIG_MEM_SOFT_DIRTY"
                }
            }
            return nil
        } catch {
            return "\(rawValue): \(error)"
        }
    }

    /// The best that this host can do.
    /// - Throws: ``RecordingError`` `.noMethod` with the reasons.
    public static func best() throws(RecordingError) -> RecordingMethod {
        var reasons: [String] = []
        for method in allCases {
            guard let obstacle = method.obstacle else { return method }
            reasons.append(obstacle)
        }
        throw .noMethod(reasons)
    }

    /// Begins to watch a process.
    func watch(_ process: Int32) throws(SystemError) -> any WriteWatch {
        switch self {
        case .pagemapScan: try ScanWatch(process)
        case .softDirty: try SoftDirtyWatch(process)
        }
    }
}
