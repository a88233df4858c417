public import FoundationEssentials
internal import Platform
internal import Programs

/// The one lab of a user that outlives the command which started it: `bench lab up`.
///
/// A process of its own keeps the machines, and ends when a file asks for it. Its lock on the
/// folder says that it lives, so that nobody ever goes by a process id.
public struct StandingLab: Sendable {
    /// What is known of a lab that is up.
    public struct Record: Sendable, Codable {
        /// Who is where.
        public var plan: LabPlan
        /// What the machines are.
        public var facts: LabFacts
        /// Seconds from power-on until the machines were ready.
        public var bootSeconds: Double
        /// When they were.
        public var since: Date
    }

    private let cache: LabCache
    private var recordPath: String { "\(cache.up)/state.json" }
    private var requestPath: String { "\(cache.up)/down" }

    private static let downSeconds = 20.0
    private static let lookSeconds = 0.2

    /// The lab that is kept in `cache`.
    public init(cache: LabCache = LabCache()) { self.cache = cache }

    /// Whether a process keeps it.
    public func isUp() throws(LabError) -> Bool { try RunFolder.isHeld(cache.up) }

    /// Whether it was asked to end, and has not yet.
    public func isEnding() throws(LabError) -> Bool { try isUp() && Files.exists(requestPath) }

    /// The lab that is up; nil where none is, or none is ready yet.
    public func record() throws(LabError) -> Record? {
        guard try isUp(), Files.exists(recordPath) else { return nil }
        let bytes = try system { () throws(SystemError) in try Files.read(recordPath) }
        do { return try JSONDecoder().decode(Record.self, from: Data(bytes)) } catch {
            throw .refused(
                "\(recordPath) cannot be read: \(error)", remedy: "bench lab down, and up again")
        }
    }

    /// The lab that is up.
    /// - Throws: ``LabError/refused(_:remedy:)`` where none is.
    public func required() throws(LabError) -> Record {
        if let record = try record() { return record }
        throw .refused("no lab is up", remedy: "bench lab up")
    }

    /// Starts the process that keeps the lab: `arguments` of this program.
    ///
    /// Passes on what it says and returns when the lab is up. Until then this process holds the
    /// keeper's input: its end, in whatever way, is the end of the lab.
    public func start(
        executable: String, arguments: [String], isStopped: () -> Bool, say: (String) -> Void
    ) throws(LabError) -> Record {
        if try isUp() {
            throw .refused("a lab is up already", remedy: "bench lab status, bench lab down")
        }
        let child = try system { () throws(SystemError) in
            try PipedProgram(executable, arguments, errors: .withOutput, inNewSession: true)
        }
        var isAsked = false
        while true {
            if isStopped(), !isAsked {
                isAsked = true
                child.channel.endWriting()
            }
            // The end of the output is the end of the keeper; each of its steps has a deadline.
            let bytes = try system { () throws(SystemError) -> [UInt8]? in
                let deadline = Deadline.after(seconds: Self.lookSeconds)
                let isReady = try !PollSource.wait([child.channel.readiness], until: deadline)
                    .isEmpty
                return isReady ? try child.channel.read(upTo: 1 << 16) : []
            }
            guard let bytes else { break }
            if bytes.isEmpty { continue }
            say(String(decoding: bytes, as: UTF8.self))
            guard let record = try record() else { continue }
            guard isAsked else { return record }
            // It was up before it was asked.
            _ = try stop()
        }
        if isAsked { throw .interrupted }
        throw .refused("the lab did not come up", remedy: "what it said is above")
    }

    /// Keeps a lab until somebody asks for its end, a machine ends or `isStopped` says so.
    ///
    /// - Parameter isAbandoned: whether whoever wants the lab is gone; not asked once it is up.
    /// - Returns: what went wrong; nil when it was asked to end.
    public func keep(
        _ options: LabOptions, isStopped: @escaping @Sendable () -> Bool,
        isAbandoned: @escaping @Sendable () -> Bool, say: @escaping (String) -> Void
    ) throws(LabError) -> LabError? {
        let lab = try Lab.start(
            options, cache: cache, folder: cache.up,
            isStopped: { isStopped() || isAbandoned() }, say: say)
        defer { lab.stop() }
        try write(
            Record(
                plan: lab.plan, facts: lab.facts, bootSeconds: lab.bootSeconds, since: Date()))
        say("up")
        while !isStopped(), !Files.exists(requestPath) {
            if let problem = lab.problem { return problem }
            MonotonicTime.now.advanced(bySeconds: Self.lookSeconds).sleep()
        }
        return nil
    }

    /// Ends the lab and waits for its end.
    /// - Returns: false where none was up.
    public func stop() throws(LabError) -> Bool {
        guard try isUp() else { return false }
        try system { () throws(SystemError) in try Files.replace(requestPath, with: []) }
        let deadline = Deadline.after(seconds: Self.downSeconds)
        while try isUp() {
            guard !deadline.hasPassed else {
                throw .timedOut(
                    doing: "powering the lab off", seconds: Self.downSeconds,
                    remedy: "repeat it; killing the process `bench lab keep` ends its machines too")
            }
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
        }
        return true
    }

    private func write(_ record: Record) throws(LabError) {
        let bytes: [UInt8]
        do { bytes = [UInt8](try JSONEncoder().encode(record)) } catch {
            preconditionFailure("a record cannot be encoded: \(error)")
        }
        try system { () throws(SystemError) in try Files.replace(recordPath, with: bytes) }
    }
}
