extension StreamListener {
    /// What to wait on for the next connection.
    public var readiness: PollSource { PollSource(descriptor: handle.descriptor) }
}

extension StreamSocket {
    /// What to wait on for the next bytes.
    public var readiness: PollSource { PollSource(descriptor: handle.descriptor) }
}
