internal import Platform
internal import Synchronization
internal import Verbs

/// All RDMA connections of one end of one migration.
///
/// Number 0 carries the main stream, the others are channels. They share one protection domain, so
/// that memory is registered once.
///
/// Thread safety: `abort()` from any thread; the links as they say. Cleanup: `close()`.
final class RDMALinks: Sendable {
    /// The connections by number.
    let links: [RDMALink]
    /// What memory is registered in.
    let domain: ProtectionDomain

    private let watch: ConnectionWatch
    private let deviceName: String
    private let activeMTU: Int?
    private let isClosed = Atomic(false)

    /// Takes over links that are connected and share `domain`.
    init(_ links: [RDMALink], domain: ProtectionDomain) throws(TransportError) {
        self.links = links
        self.domain = domain
        deviceName = domain.device.name
        let port = links[0].connection.portNumber
        activeMTU = try verbs { () throws(VerbsError) in
            try domain.device.port(port).activeMTU
        }
        watch = try ConnectionWatch(links)
    }

    /// The main stream.
    var main: RDMALink { links[0] }
    /// The channels.
    var channels: ArraySlice<RDMALink> { links.dropFirst() }

    /// Ends all waits, from any thread.
    func abort() { for link in links { link.abort() } }

    /// Ends all connections and gives everything back, with the memory of `table`.
    func close(givingBack table: RegionTable?) {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        watch.stop()
        Self.close(links, domain, table)
    }

    /// What all transports over RDMA have in common: the device, and how it is connected.
    var counters: TransportCounters {
        var counters = TransportCounters()
        counters.rdmaDevice = deviceName
        counters.rdmaMTU = activeMTU
        return counters
    }

    /// Closes in the order that the objects hang together in: the device belongs to the
    /// connection which found it.
    static func close(
        _ links: [RDMALink], _ domain: ProtectionDomain?, _ table: RegionTable? = nil
    ) {
        do throws(TransportError) {
            for link in links { try link.closeQueues() }
            try table?.close()
            if let domain {
                try verbs { () throws(VerbsError) in
                    try domain.close()
                    try domain.device.close()
                }
            }
            for link in links.reversed() { try link.closeConnection() }
        } catch {
            // What is in use would stay registered with the device: the process would hold the
            // guest's memory, so better no process.
            fatalError("RDMA objects cannot be given back: \(error)")
        }
    }
}

/// The beginnings of ``RDMALinks``: links are added one by one, and all are closed when one fails.
struct RDMALinkBuilder {
    private(set) var links: [RDMALink] = []
    private(set) var domain: ProtectionDomain?
    private let options: RDMAOptions
    private let connectionCount: Int
    private let patience: StreamSocket.Patience

    init(_ spec: MigrationSpec, patience: StreamSocket.Patience) {
        self.patience = patience
        options = spec.rdmaOptions
        connectionCount = spec.connectionCount
    }

    /// Makes what a connection needs before it is connected or accepted.
    mutating func add(_ connection: ConnectionID, isMain: Bool) throws(TransportError) -> RDMALink {
        let domain: ProtectionDomain
        if let shared = self.domain { domain = shared } else { domain = try makeDomain(connection) }
        self.domain = domain
        let shape = LinkShape(
            options, connections: connectionCount, isMain: isMain, patience: patience)
        let link = try RDMALink(on: connection, in: domain, shape: shape, options: options)
        links.append(link)
        return link
    }

    private func makeDomain(_ connection: ConnectionID) throws(TransportError) -> ProtectionDomain {
        try verbs { () throws(VerbsError) in
            try ProtectionDomain(on: connection.device())
        }
    }

    /// Closes everything so far.
    func abandon() { RDMALinks.close(links, domain) }
}
