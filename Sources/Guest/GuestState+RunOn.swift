extension GuestState {
    /// Whether a guest of `spec` that was resumed from `sent` has run on up to this state.
    ///
    /// Guest time has gone on, no vCPU has gone back, and each that had an operation due by now has
    /// done one. An idle guest has none, and an operation that only just became due may be left.
    public func hasRunOn(from sent: GuestState, as spec: GuestSpec) -> Bool {
        guard operations.count == spec.vcpus, sent.operations.count == spec.vcpus,
            elapsedNanoseconds > sent.elapsedNanoseconds
        else { return false }
        let isIdle = spec.workload.kind == .idle
        let due = isIdle ? 0 : Schedule(spec).operationsDue(elapsed: elapsedNanoseconds) ?? .max
        return zip(operations, sent.operations).allSatisfy { now, before in
            now > before || (now == before && before + 1 >= due)
        }
    }
}
