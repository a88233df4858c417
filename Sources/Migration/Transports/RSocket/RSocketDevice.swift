internal import Platform
internal import Verbs

/// The device that an rsocket goes over, which rsockets themselves do not tell.
struct RSocketDevice: Sendable {
    let name: String
    /// The active MTU of its port in bytes.
    let mtu: Int?

    /// The device of this host that has `address`.
    init(at address: SocketAddress) throws(TransportError) {
        try self.init { connection throws(VerbsError) in
            try connection.bind(to: SocketAddress(host: address.host, port: 0))
        }
    }

    /// The device of this host that leads to `address`.
    init(towards address: SocketAddress, until deadline: Deadline) throws(TransportError) {
        try self.init { connection throws(VerbsError) in
            try connection.resolveAddress(address, until: deadline)
        }
    }

    private init(
        _ find: (ConnectionID) throws(VerbsError) -> Void
    ) throws(TransportError) {
        (name, mtu) = try verbs { () throws(VerbsError) in
            let connection = try ConnectionID(on: ConnectionEventChannel())
            try find(connection)
            let device = try connection.device()
            let facts = (device.name, try device.port(connection.portNumber).activeMTU)
            try device.close()
            try connection.close()
            try connection.events.close()
            return facts
        }
    }

    /// Writes down what is known of the device.
    func describe(_ counters: inout TransportCounters) {
        counters.rdmaDevice = name
        counters.rdmaMTU = mtu
    }
}
