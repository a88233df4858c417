internal import Guest
internal import Migration
internal import Platform
internal import Scenarios

/// A preparation that no scenario makes: taken for sound it would end the agent.
struct UnsoundPreparation: Error, CustomStringConvertible {
    /// The name of the first figure that is out of its range.
    let figure: String

    var description: String { "\(figure) is out of range: put the same build on both hosts" }
}

extension Preparation {
    /// Holds what was asked for against limits, before memory is taken for it.
    /// - Throws: ``UnsoundPreparation``.
    func check() throws(UnsoundPreparation) {
        let checks = spec.guest.checks + spec.migration.checks + spec.checks
        let address = ("address", address.isOfOneHost)
        let node = ("node", placement.node.map { (0..<1024).contains($0) } ?? true)
        if let wrong = (checks + [address, node]).first(where: { !$0.isSound }) {
            throw UnsoundPreparation(figure: wrong.figure)
        }
    }
}

extension ProbeOrder {
    /// Holds what was asked for against limits.
    /// - Throws: ``UnsoundPreparation``.
    func check() throws(UnsoundPreparation) {
        guard address.isOfOneHost else { throw UnsoundPreparation(figure: "address") }
        guard (1...TransportKind.maximumChannels).contains(path.streams) else {
            throw UnsoundPreparation(figure: "streams")
        }
    }
}

extension SocketAddress {
    fileprivate var isOfOneHost: Bool {
        NumericAddress.isValid(host) && NumericAddress.isOneHost(host)
    }
}

/// A figure, and whether it is within its range.
private typealias Check = (figure: String, isSound: Bool)

/// More bytes a second than memory takes.
private let rates = Double.leastNonzeroMagnitude...1e15

extension GuestSpec {
    fileprivate var checks: [Check] {
        let unit = pages == .huge2MiB ? pages.hostPageBytes : Self.pageBytes
        return [
            ("memoryBytes", memoryBytes % unit == 0),
            ("memoryBytes", (1...GuestMemory.maximumPages).contains(pageCount)),
            ("vcpus", (1...Self.maximumVCPUs).contains(vcpus)),
            ("zeroShare", (0...1).contains(zeroShare)),
            ("compressibleShare", (0...1).contains(compressibleShare)),
            ("hotShare", (0...1).contains(workload.hotShare)),
            ("workingSetBytes", workload.workingSetBytes >= 0),
            ("workingSetBytes", workload.workingSetBytes <= memoryBytes),
            ("dirtyRate", workload.dirtyRate.map { $0 == 0 || rates.contains($0) } ?? true),
        ]
    }
}

extension MigrationSpec {
    fileprivate var checks: [Check] {
        [
            ("channels", (1...TransportKind.maximumChannels).contains(channels)),
            ("downtimeLimitMs", (0...2e6).contains(downtimeLimitMs)),
            ("maxBandwidth", maxBandwidth.map(rates.contains) ?? true),
            ("switchoverBandwidth", switchoverBandwidth.map(rates.contains) ?? true),
            ("maxRounds", (1...1_000_000).contains(maxRounds)),
            ("maxSeconds", (0...86400).contains(maxSeconds)),
            ("deviceStateBytes", (0...16 << 30).contains(deviceStateBytes)),
        ] + (rdma?.checks ?? [])
    }
}

extension RDMAOptions {
    fileprivate var checks: [Check] {
        [
            ("chunkBytes", Self.chunkRange.contains(chunkBytes)),
            ("queueDepth", Self.queueDepthRange.contains(queueDepth)),
            ("signalInterval", Self.signalIntervalRange.contains(signalInterval)),
            ("writesPerChunk", Self.writesPerChunkRange.contains(writesPerChunk)),
            ("registrationThreads", Self.registrationThreadsRange.contains(registrationThreads)),
        ]
    }
}

extension CaseSpec {
    fileprivate var checks: [Check] {
        let hour = 0.0...3600
        return [
            ("settleSeconds", hour.contains(settleSeconds)),
            ("runOnSeconds", hour.contains(runOnSeconds)),
            ("idleBaselineSeconds", hour.contains(idleBaselineSeconds)),
            ("guests", (1...Concurrency.maximumGuests).contains(concurrency.guests)),
        ]
    }
}
