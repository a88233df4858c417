public import Migration

/// A value of one of the ``RDMAOption``s, as a scenario has it.
public enum RDMAValue: Sendable, Hashable, CustomStringConvertible {
    /// Of `chunk`.
    case size(ByteSize)
    /// Of options that count something.
    case count(Int)
    /// Of `completion`.
    case completion(RDMAOptions.CompletionMode)
    /// Of `rsocket_write`.
    case rsocketWrite(RDMAOptions.RSocketWrite)
    /// Of options that are on or off.
    case flag(Bool)
    /// Of `signal_interval`: the default, or a quarter of the queue where that is less.
    case automatic

    /// The value as it is written in scenarios.
    public var description: String {
        switch self {
        case .size(let size): size.description
        case .count(let count): "\(count)"
        case .completion(let mode): mode.rawValue
        case .rsocketWrite(let way): way.rawValue
        case .flag(let flag): "\(flag)"
        case .automatic: "auto"
        }
    }
}

extension RDMAOption {
    /// Reads a value; its range is checked later, with the whole scenario.
    func read(_ text: String) throws(ValueError) -> RDMAValue {
        switch self {
        case .chunk: .size(try ByteSize(parsing: text))
        case .signalInterval where text == RDMAValue.automatic.description: .automatic
        case .queueDepth, .signalInterval, .writesPerChunk, .registrationThreads:
            .count(try ValueReaders.integer(text))
        case .completion: .completion(try ValueReaders.completion(text))
        case .relaxedOrdering: .flag(try ValueReaders.boolean(text))
        case .rsocketWrite: .rsocketWrite(try ValueReaders.rsocketWrite(text))
        }
    }

    /// What `options` has for it.
    func value(in options: RDMAOptions) -> RDMAValue {
        switch self {
        case .chunk: .size(ByteSize(bytes: options.chunkBytes))
        case .queueDepth: .count(options.queueDepth)
        case .signalInterval: .count(options.signalInterval)
        case .writesPerChunk: .count(options.writesPerChunk)
        case .completion: .completion(options.completion)
        case .relaxedOrdering: .flag(options.relaxedOrdering)
        case .registrationThreads: .count(options.registrationThreads)
        case .rsocketWrite: .rsocketWrite(options.rsocketWrite)
        }
    }

    /// A value in a label, such as `depth 64`.
    func words(for value: RDMAValue) -> String {
        switch self {
        case .chunk: "chunk \(value)"
        case .queueDepth: "depth \(value)"
        case .signalInterval: "signal \(value)"
        case .writesPerChunk: "writes/chunk \(value)"
        case .completion: "\(value)"
        case .relaxedOrdering: value == .flag(true) ? "relaxed" : "strict"
        case .registrationThreads: "threads \(value)"
        case .rsocketWrite: "\(value)"
        }
    }

    /// What a scenario has where it does not say.
    var standard: RDMAValue {
        self == .signalInterval ? .automatic : value(in: RDMAOptions())
    }

    /// What is wrong with a value, whatever the others are; nil if nothing is.
    func problem(with value: RDMAValue) -> ValueError? {
        switch (self, value) {
        case (.chunk, .size(let size)):
            let range = RDMAOptions.chunkRange
            if range.contains(size.bytes), size.bytes.nonzeroBitCount == 1 { return nil }
            let ends = [range.lowerBound, range.upperBound].map { "\(ByteSize(bytes: $0))" }
            return ValueError(
                "\(size) is not a possible chunk",
                allowed: "a power of two from \(ends[0]) to \(ends[1])")
        case (.queueDepth, .count(let count)):
            return problem(count, RDMAOptions.queueDepthRange, "queue depth")
        case (.signalInterval, .count(let count)):
            return problem(count, RDMAOptions.signalIntervalRange, "interval", or: ", or auto")
        case (.writesPerChunk, .count(let count)):
            return problem(
                count, RDMAOptions.writesPerChunkRange, "number of writes",
                or: "; 0 sets no limit")
        case (.registrationThreads, .count(let count)):
            return problem(count, RDMAOptions.registrationThreadsRange, "number of threads")
        default: return nil
        }
    }

    private func problem(
        _ count: Int, _ range: ClosedRange<Int>, _ what: String, or rest: String = ""
    ) -> ValueError? {
        guard !range.contains(count) else { return nil }
        return ValueError(
            "\(count) is not a possible \(what)",
            allowed: "\(range.lowerBound) to \(range.upperBound)\(rest)")
    }
}

extension TransportKind {
    /// The options that make a difference to the transport, in their order.
    var rdmaOptions: [RDMAOption] {
        let own = definition.rdmaOptions
        return RDMAOption.allCases.filter { own.contains($0) }
    }
}

extension RDMAOptions {
    /// Takes a value over; the queue depth must be there before an automatic interval.
    mutating func set(_ option: RDMAOption, to value: RDMAValue) {
        switch (option, value) {
        case (.chunk, .size(let size)): chunkBytes = size.bytes
        case (.queueDepth, .count(let count)): queueDepth = count
        case (.signalInterval, .count(let count)): signalInterval = count
        case (.signalInterval, .automatic):
            signalInterval = min(RDMAOptions().signalInterval, max(1, queueDepth / 4))
        case (.writesPerChunk, .count(let count)): writesPerChunk = count
        case (.completion, .completion(let mode)): completion = mode
        case (.relaxedOrdering, .flag(let flag)): relaxedOrdering = flag
        case (.registrationThreads, .count(let count)): registrationThreads = count
        case (.rsocketWrite, .rsocketWrite(let way)): rsocketWrite = way
        default: preconditionFailure("\(option.rawValue) cannot be \(value)")
        }
    }
}
