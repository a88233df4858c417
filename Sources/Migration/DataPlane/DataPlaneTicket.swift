internal import Platform

/// What source and destination of one migration share: who may connect.
///
/// The coordinator makes a fresh one for every migration and gives it to both agents over their
/// control streams; it never crosses the data plane.
public struct DataPlaneTicket: Codable, Sendable {
    /// Sixteen random bytes that name the migration.
    let runID: [UInt8]
    /// The one-time secret.
    let key: SecretKey

    /// A fresh ticket.
    public init() {
        var generator = SystemRandomNumberGenerator()
        runID = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        key = SecretKey()
    }
}

/// The first bytes on a data connection.
///
/// The source sends magic (4), version (2), channel (2), the run's id (16) and its proof (32);
/// the destination answers with a proof of its own (32). A proof is keyed with the one-time
/// secret and covers role, run and channel, so it is good for one place only; the destination
/// takes each channel once, so it is good for one time only.
struct Handshake {
    static let magic: UInt32 = 0x424D_4853  // "BMHS"
    static let version: UInt16 = 1
    static let helloBytes = 4 + 2 + 2 + 16 + SecretKey.proofBytes
    static let replyBytes = SecretKey.proofBytes

    enum Role: String { case source, destination }

    let ticket: DataPlaneTicket

    func hello(channel: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: Self.magic)
        bytes.append(bigEndian: Self.version)
        bytes.append(bigEndian: UInt16(channel))
        bytes += ticket.runID
        return bytes + ticket.key.proof(for: statement(.source, channel))
    }

    /// The channel that a hello asks for.
    /// - Throws: ``TransportError`` when it is no hello of this migration.
    func channel(inHello bytes: [UInt8]) throws(TransportError) -> Int {
        var reader = WireReader(bytes)
        guard bytes.count == Self.helloBytes, try reader.number(UInt32.self) == Self.magic else {
            throw .refused("it does not begin like one of ours")
        }
        let version = try reader.number(UInt16.self)
        guard version == Self.version else {
            throw .refused("it speaks version \(version), not \(Self.version)")
        }
        let channel = Int(try reader.number(UInt16.self))
        let proof = [UInt8](bytes.suffix(SecretKey.proofBytes))
        guard [UInt8](bytes[8..<24]) == ticket.runID,
            ticket.key.accepts(proof, for: statement(.source, channel))
        else { throw .refused("its token is not that of this migration") }
        return channel
    }

    func reply(channel: Int) -> [UInt8] {
        ticket.key.proof(for: statement(.destination, channel))
    }

    func accepts(reply: [UInt8], channel: Int) -> Bool {
        ticket.key.accepts(reply, for: statement(.destination, channel))
    }

    private func statement(_ role: Role, _ channel: Int) -> [UInt8] {
        Array("bench data plane 1 \(role.rawValue) \(channel) ".utf8) + ticket.runID
    }
}
