/// One of the settings in ``RDMAOptions``, by the key that scenarios have for it.
///
/// The order is that of results and of written scenarios.
public enum RDMAOption: String, Codable, Sendable, CaseIterable {
    /// ``RDMAOptions/chunkBytes``.
    case chunk
    /// ``RDMAOptions/queueDepth``.
    case queueDepth = "queue_depth"
    /// ``RDMAOptions/signalInterval``.
    case signalInterval = "signal_interval"
    /// ``RDMAOptions/writesPerChunk``.
    case writesPerChunk = "writes_per_chunk"
    /// ``RDMAOptions/completion``.
    case completion
    /// ``RDMAOptions/relaxedOrdering``.
    case relaxedOrdering = "relaxed_ordering"
    /// ``RDMAOptions/registrationThreads``.
    case registrationThreads = "registration_threads"
    /// ``RDMAOptions/rsocketWrite``.
    case rsocketWrite = "rsocket_write"
}
