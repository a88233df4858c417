import Platform
import TestSupport
import Testing
import Verbs

/// Two connected queue pairs of this process.
final class LoopbackPair: Sendable {
    let client: End
    let server: End
    /// What each end was told when it connected.
    let toldClient: [UInt8]
    let toldServer: [UInt8]

    struct Options: Sendable {
        var limits = QueuePair.Limits(sends: 16, receives: 16, sendSegments: 4)
        var fromClient: [UInt8] = []
        var fromServer: [UInt8] = []
        /// 4.096 µs times 2 to the power of this; nil for the device's default.
        var acknowledgementTimeout: UInt8?
    }

    /// One end with all that it owns.
    struct End: Sendable {
        let connection: ConnectionID
        let device: DeviceContext
        let domain: ProtectionDomain
        let queue: CompletionQueue
        let queuePair: QueuePair

        init(_ connection: ConnectionID, _ limits: QueuePair.Limits) throws {
            self.connection = connection
            device = try connection.device()
            domain = try ProtectionDomain(on: device)
            queue = try CompletionQueue(
                on: CompletionChannel(on: device), capacity: limits.sends + limits.receives)
            queuePair = try QueuePair(
                on: connection, in: domain, sendQueue: queue, receiveQueue: queue, limits: limits)
        }

        /// Closes everything in order; an object that is still in use makes it throw.
        func close() throws {
            try connection.disconnect()
            queuePair.close()
            try queue.close()
            try queue.channel?.close()
            try domain.close()
            try device.close()
            try connection.close()
            try connection.events.close()
        }
    }

    static var deadline: Deadline { .after(seconds: 30) }

    /// A listener on a free port.
    static func listener() throws -> (id: ConnectionID, address: SocketAddress) {
        let id = try ConnectionID(on: ConnectionEventChannel())
        var address = try Hardware.address()
        try id.bind(to: address)
        try id.listen()
        address.port = id.boundPort
        return (id, address)
    }

    /// A connection that knows its way to `address`.
    static func resolved(_ address: SocketAddress) throws -> ConnectionID {
        let id = try ConnectionID(on: ConnectionEventChannel())
        try id.resolveAddress(address, until: deadline)
        try id.resolveRoute(until: deadline)
        return id
    }

    init(_ options: Options = Options()) throws {
        let (listener, address) = try Self.listener()
        let (client, server) = try together {
            let id = try Self.resolved(address)
            if let exponent = options.acknowledgementTimeout {
                try id.setAcknowledgementTimeout(exponent: exponent)
            }
            let end = try End(id, options.limits)
            let told = try end.connection.connect(
                ConnectionParameters(privateData: options.fromClient), until: Self.deadline)
            return (end: end, told: told)
        } _: {
            let request = try #require(try listener.nextRequest(until: Self.deadline))
            let end = try End(request.connection, options.limits)
            try end.connection.accept(
                ConnectionParameters(privateData: options.fromServer), until: Self.deadline)
            return (end: end, told: request.privateData)
        }
        self.client = client.end
        self.server = server.end
        toldClient = client.told
        toldServer = server.told
        try listener.close()
    }

    func close() throws {
        try client.close()
        try server.close()
    }
}

extension LoopbackPair.End {
    /// Waits for `count` completions and retires them.
    func completions(
        _ count: Int, mode: CompletionQueue.WaitMode = .adaptive(pollMicroseconds: 50)
    ) throws -> [Completion] {
        var batch = CompletionBatch(capacity: 8)
        var found: [Completion] = []
        while found.count < count {
            try queue.wait(into: &batch, mode: mode, until: LoopbackPair.deadline)
            try #require(batch.count > 0, "no completion before the deadline")
            for index in 0..<batch.count {
                queuePair.retire(batch[index])
                found.append(batch[index])
            }
        }
        return found
    }
}

/// Memory with an owner that tests may share.
@safe
final class Buffer: @unchecked Sendable {
    // Unchecked because a test reads only what it knows to be over.
    let byteCount: Int
    let address: UnsafeMutableRawPointer

    init(_ byteCount: Int, fill: (Int) -> UInt8) {
        self.byteCount = byteCount
        unsafe address = .allocate(byteCount: byteCount, alignment: 4096)
        for index in 0..<byteCount {
            unsafe address.storeBytes(of: fill(index), toByteOffset: index, as: UInt8.self)
        }
    }

    deinit { unsafe address.deallocate() }

    var bytes: [UInt8] {
        unsafe [UInt8](UnsafeRawBufferPointer(start: address, count: byteCount))
    }

    func register(in domain: ProtectionDomain, _ access: MemoryAccess) throws -> MemoryRegion {
        unsafe try MemoryRegion(
            in: domain, address: address, byteCount: byteCount, access: access)
    }
}

extension MemoryRegion {
    /// The region's memory as the peer names it.
    func remote(offset: Int = 0) -> RemoteMemory {
        RemoteMemory(address: unsafe UInt64(UInt(bitPattern: address + offset)), key: remoteKey)
    }
}
