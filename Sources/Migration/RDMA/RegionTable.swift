internal import Guest
internal import Platform
internal import Synchronization
internal import Verbs

/// Which parts of guest memory are registered here and at the peer, and their keys.
///
/// Memory is divided into units of equal size, each a region of its own. Thread safety: one thread
/// registers; others read meanwhile only what was registered before they began. Unchecked Sendable
/// for that reason. Cleanup: `close()`.
final class RegionTable: @unchecked Sendable {
    /// Guest pages of a unit; the last one may be shorter.
    let unitPages: Int
    private let memory: GuestMemory
    private let domain: ProtectionDomain
    private let access: MemoryAccess
    private var local: [MemoryRegion?]
    private var remote: [RemoteMemory?]
    /// Guest memory that is registered, in bytes.
    private(set) var registeredBytes: UInt64 = 0

    /// A table in which nothing is registered yet.
    init(_ memory: GuestMemory, unitPages: Int, in domain: ProtectionDomain, access: MemoryAccess) {
        self.memory = memory
        self.unitPages = unitPages
        self.domain = domain
        self.access = access
        let count = (memory.pageCount + unitPages - 1) / unitPages
        local = [MemoryRegion?](repeating: nil, count: count)
        remote = [RemoteMemory?](repeating: nil, count: count)
    }

    var unitCount: Int { local.count }

    func isRegistered(_ unit: Int) -> Bool { local[unit] != nil }

    /// The pages of a unit.
    func pages(of unit: Int) -> Range<Int> {
        unit * unitPages..<min(memory.pageCount, (unit + 1) * unitPages)
    }

    /// Registers one unit; again does nothing.
    func register(_ unit: Int) throws(TransportError) {
        guard local[unit] == nil else { return }
        local[unit] = try region(of: unit)
        registeredBytes += UInt64(pages(of: unit).count * GuestSpec.pageBytes)
    }

    private func region(of unit: Int) throws(TransportError) -> MemoryRegion {
        let pages = pages(of: unit)
        do {
            return try unsafe MemoryRegion(
                in: domain, address: memory.address(ofPage: pages.lowerBound),
                byteCount: pages.count * GuestSpec.pageBytes, access: access,
                total: memory.byteCount)
        } catch { throw TransportError(error) }
    }

    /// Registers everything, one thread a unit; where one is refused, or a thread cannot start, all
    /// are given back.
    func registerAll() throws(TransportError) {
        let results = Mutex<[Int: Result<MemoryRegion, TransportError>]>([:])
        var threads: [NativeThread] = []
        var failure: TransportError?
        do throws(TransportError) {
            for unit in 0..<unitCount {
                threads.append(
                    try start("register-\(unit)") {
                        let result = Result { () throws(TransportError) in
                            try self.region(of: unit)
                        }
                        results.withLock { $0[unit] = result }
                    })
            }
        } catch { failure = error }
        // Those that did start must be over, or what they register would be nobody's.
        let deadline = Deadline.after(seconds: patienceSeconds)
        for thread in threads {
            do throws(SystemError) { try thread.join(until: deadline) } catch {
                failure = failure ?? .system(error)
            }
        }
        for (unit, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            switch result {
            case .success(let region): local[unit] = region
            case .failure(let error): failure = failure ?? error
            }
        }
        if let failure {
            try close()
            throw failure
        }
        registeredBytes = UInt64(memory.byteCount)
    }

    private func start(
        _ name: String, _ body: @escaping @Sendable () -> Void
    ) throws(TransportError) -> NativeThread {
        try system { () throws(SystemError) in try NativeThread(name: name, body: body) }
    }

    /// Registering cannot be called off: as long as it takes, at a slow 64 MiB/s.
    var patienceSeconds: Double { 60 + Double(memory.byteCount) / 0x1p26 }

    /// Where units are, for the peer.
    func announcements(of units: [Int]) -> [RegionAnnouncement] {
        units.map { unit in
            guard let region = local[unit] else { preconditionFailure("not registered") }
            return RegionAnnouncement(
                address: unsafe UInt64(UInt(bitPattern: region.address)),
                key: region.remoteKey.wireValue)
        }
    }

    /// Notes where the peer has units.
    func note(_ announcements: [RegionAnnouncement], of units: [Int]) {
        for (unit, announcement) in zip(units, announcements) {
            remote[unit] = RemoteMemory(
                address: announcement.address, key: RemoteKey(wireValue: announcement.key))
        }
    }

    /// Both ends of a WRITE of `count` pages from `first` on, all in one unit.
    @inline(__always)
    func ends(first: Int, count: Int) -> (segment: Segment, target: RemoteMemory) {
        let unit = first / unitPages
        guard let region = local[unit], var target = remote[unit] else {
            preconditionFailure("a write to memory that is not registered")
        }
        let offset = (first - unit * unitPages) * GuestSpec.pageBytes
        target.address += UInt64(offset)
        return (region.segment(offset: offset, byteCount: count * GuestSpec.pageBytes), target)
    }

    /// A WRITE that misses its place by a page and stays within the unit, on purpose.
    func wrongEnds(first: Int, count: Int) -> (segment: Segment, target: RemoteMemory) {
        let page = UInt64(GuestSpec.pageBytes)
        if count == 1, first % unitPages > 0 {
            var wrong = ends(first: first, count: 1)
            wrong.target.address -= page
            return wrong
        }
        var wrong = ends(first: first, count: max(1, count - 1))
        wrong.target.address += page
        return wrong
    }

    /// Deregisters everything.
    func close() throws(TransportError) {
        for unit in local.indices {
            guard let region = local[unit] else { continue }
            try verbs { () throws(VerbsError) in try region.close() }
            local[unit] = nil
        }
    }
}
