internal import Platform
internal import Verbs

/// Registered memory for control messages of one link: slots to send from, then slots to receive
/// into.
final class ControlSlots {
    let slotBytes: Int
    let sendCount: Int
    let receiveCount: Int

    private let memory: MemoryMapping
    private let region: MemoryRegion

    init(
        in domain: ProtectionDomain, slotBytes: Int, sendCount: Int, receiveCount: Int
    ) throws(TransportError) {
        self.slotBytes = slotBytes
        self.sendCount = sendCount
        self.receiveCount = receiveCount
        let bytes = slotBytes * (sendCount + receiveCount)
        let memory = try system { () throws(SystemError) in try MemoryMapping(byteCount: bytes) }
        do {
            // The device writes what arrives; the peer writes nothing here by itself.
            region = try unsafe MemoryRegion(
                in: domain, address: memory.address, byteCount: bytes, access: .localWrite)
        } catch { throw TransportError(error) }
        self.memory = memory
    }

    /// Puts `bytes` into a slot and names them.
    func fill(sendSlot slot: Int, with bytes: [UInt8]) -> Segment {
        precondition(bytes.count <= slotBytes && slot < sendCount)
        let offset = slot * slotBytes
        unsafe bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            // The slot is free: its last send is over.
            unsafe (memory.address + offset).copyMemory(from: base, byteCount: bytes.count)
        }
        return region.segment(offset: offset, byteCount: bytes.count)
    }

    /// The whole of a slot to receive into.
    func receiveSegment(_ slot: Int) -> Segment {
        region.segment(offset: (sendCount + slot) * slotBytes, byteCount: slotBytes)
    }

    /// A copy of the first `count` bytes that came into a slot.
    func received(_ slot: Int, count: Int) -> [UInt8] {
        let address = unsafe memory.address + (sendCount + slot) * slotBytes
        return unsafe [UInt8](UnsafeRawBufferPointer(start: address, count: count))
    }

    /// Deregisters the slots.
    func close() throws(TransportError) {
        try verbs { () throws(VerbsError) in try region.close() }
    }
}
