internal import Platform

/// What tells which pages a process has written.
protocol WriteWatch: AnyObject {
    /// The pages of `mappings` written since the last look, in any order.
    ///
    /// Of the first look nothing means anything.
    func look(at mappings: [ProcessMapping]) throws(SystemError) -> [Range<UInt64>]
}

/// By PAGEMAP_SCAN.
final class ScanWatch: WriteWatch {
    private let tracker: WriteTracker
    private var known: Set<ProcessMapping> = []

    init(_ process: Int32) throws(SystemError) { tracker = try WriteTracker(of: process) }

    func look(at mappings: [ProcessMapping]) throws(SystemError) -> [Range<UInt64>] {
        var written: [Range<UInt64>] = []
        var watched: Set<ProcessMapping> = []
        for mapping in mappings {
            guard let found = take(mapping) else { continue }
            let isNew = !known.contains(mapping)
            watched.insert(mapping)
            for run in found where mapping.hasWritten(run, isNew: isNew) {
                written.append(run.pages)
            }
        }
        known = watched
        return written
    }

    /// What was written in a mapping; nil where it has gone, or is of a kind that nobody can watch.
    private func take(_ mapping: ProcessMapping) -> [WrittenPages]? {
        do throws(SystemError) {
            // One that grew, and one that took the place of another, are not watched yet.
            if !known.contains(mapping) { try tracker.track(mapping.addresses) }
            return try tracker.take(mapping.addresses)
        } catch {
            known.remove(mapping)
        }
        do throws(SystemError) {
            try tracker.track(mapping.addresses)
            return try tracker.take(mapping.addresses)
        } catch {
            return nil
        }
    }
}

/// By soft-dirty bits.
final class SoftDirtyWatch: WriteWatch {
    private let bits: SoftDirty
    private var known: Set<ProcessMapping> = []

    init(_ process: Int32) throws(SystemError) { bits = try SoftDirty(of: process) }

    func look(at mappings: [ProcessMapping]) throws(SystemError) -> [Range<UInt64>] {
        var written: [Range<UInt64>] = []
        for mapping in mappings {
            let isNew = !known.contains(mapping)
            for run in try bits.written(mapping.addresses)
            where mapping.hasWritten(run, isNew: isNew) { written.append(run.pages) }
        }
        known = Set(mappings)
        try bits.clear()
        return written
    }
}

extension ProcessMapping {
    /// Whether pages that the kernel calls written were.
    ///
    /// A private mapping has its own copies of what was written, and a page of the file where it was
    /// only read. Of shared memory that is new nothing tells the two apart.
    fileprivate func hasWritten(_ run: WrittenPages, isNew: Bool) -> Bool {
        isPrivate ? !run.isShared : !isNew
    }
}
