internal import FoundationEssentials
internal import Migration
internal import Scenarios

extension SuiteRunner {
    /// The results of guests that migrate at once, in their order.
    /// - Throws: ``SessionError`` when the user stopped, or an agent cannot be started.
    func evacuate(
        _ run: PlannedRun, fault: Fault?
    ) throws(SessionError) -> [MigrationResult] {
        let concurrency = run.spec.concurrency
        let pairs = try fleet.pairs(for: concurrency, first: agents)
        let guests = zip(pairs, run.casesAtOnce).enumerated().map { index, guest in
            let isBack = index >= concurrency.guests
            guard let address = isBack ? addresses.back : addresses.forward else {
                preconditionFailure("a case without an address for guests that go back is skipped")
            }
            return Evacuation.Guest(
                agents: guest.0, spec: guest.1, dataAddress: address,
                placements: placement.placements(of: guest.1, isBackward: isBack))
        }
        let ended = try Evacuation(
            guests: guests, fault: fault, without: options.without,
            progress: { [observer] in observer.progressed($0) }
        ).run()
        for (index, guest) in ended.enumerated() where guest.error != nil {
            if index == 0 { needsNewAgents = true } else { fleet.discard(pairs[index]) }
        }
        return ended.map(\.result)
    }
}

extension RowBuilder {
    /// A builder for the row of each guest that migrated in a run: one, or several at once.
    ///
    /// - Parameter linkCeilingMbps: what the way forward carried; the way back is not probed.
    static func all(
        _ identity: SuiteIdentity, _ run: PlannedRun, startedAt: Date, _ results: [MigrationResult],
        linkCeilingMbps: Double?
    ) -> [RowBuilder] {
        let concurrency = run.spec.concurrency
        return results.enumerated().map { index, result in
            let isBack = index >= concurrency.guests
            var builder = RowBuilder(
                identity: isBack ? identity.reversed : identity, run: run, startedAt: startedAt,
                result: result, linkCeilingMbps: isBack ? nil : linkCeilingMbps)
            if !concurrency.isAlone {
                builder.guest = GuestNumber(
                    number: index + 1, of: concurrency.atOnce,
                    isBackward: concurrency.direction == .both ? isBack : nil)
            }
            return builder
        }
    }
}

extension SuiteIdentity {
    /// For guests that go the other way.
    fileprivate var reversed: SuiteIdentity {
        SuiteIdentity(
            suiteID: suiteID, build: build, gitCommit: gitCommit, environmentID: environmentID,
            sourceHost: destinationHost, destinationHost: sourceHost, sharesHost: sharesHost,
            sourceCPUs: destinationCPUs, destinationCPUs: sourceCPUs,
            sourceIRQTime: destinationIRQTime, destinationIRQTime: sourceIRQTime,
            ways: ways.reversed(), traceDigest: traceDigest, without: without)
    }
}
