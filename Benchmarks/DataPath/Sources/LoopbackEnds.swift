internal import Migration
internal import Platform
internal import Synchronization

/// Both ends of a transport over loopback TCP, in one process.
final class LoopbackEnds {
    let sender: any MigrationSender
    let receiver: any MigrationReceiver

    init(_ spec: MigrationSpec, vcpus: Int) throws {
        let ticket = DataPlaneTicket()
        let listener = try spec.listen(
            vcpus: vcpus,
            DataPlaneEntry(address: SocketAddress(host: "127.0.0.1", port: 0), ticket: ticket))
        let accepted = Accepted()
        let thread = try NativeThread(name: "accept") {
            accepted.take {
                () throws(TransportError) in
                ReceiverBox(receiver: try listener.accept(until: .after(seconds: 10)))
            }
        }
        sender = try spec.connect(DataPlaneEntry(address: listener.address, ticket: ticket))
        try thread.join(until: .after(seconds: 10))
        listener.close()
        receiver = try accepted.get().receiver
    }

    /// Receives on a thread of its own until the source completes; failures end the process.
    func startReceiving() throws -> NativeThread {
        // From here on that thread alone calls the receiver, until it is joined.
        let box = ReceiverBox(receiver: receiver)
        return try NativeThread(name: "receiver") {
            do { _ = try box.receiver.receive(began: { _ in }, resume: { _ in }) } catch {
                StandardError.write("error: \(error)\n")
                ThisProcess.exitNow(3)
            }
        }
    }

    func close() {
        sender.close()
        receiver.close()
    }

    private struct ReceiverBox: @unchecked Sendable { let receiver: any MigrationReceiver }

    private final class Accepted: Sendable {
        private let result = Mutex<Result<ReceiverBox, TransportError>?>(nil)

        func take(_ body: () throws(TransportError) -> ReceiverBox) {
            let outcome = Result { () throws(TransportError) in try body() }
            result.withLock { $0 = outcome }
        }

        func get() throws -> ReceiverBox {
            guard let outcome = result.withLock({ $0 }) else { throw TransportError.cancelled }
            return try outcome.get()
        }
    }
}
