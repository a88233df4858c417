/// Whole numbers in as few bytes as they need: seven bits a byte, lowest first, the top bit where more
/// follow (LEB128, as DWARF and WebAssembly have it).
enum Varint {
    /// The most bytes of a number of 32 bits.
    static let maximumBytes = 5

    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Reads numbers one after the other.
    struct Reader {
        private let bytes: [UInt8]
        private var position = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// Whether all has been read.
        var isAtEnd: Bool { position == bytes.count }

        /// The next number: below 2^32, and written as short as it can be.
        mutating func next() throws(TraceError) -> Int {
            var value = 0
            for index in 0..<Varint.maximumBytes where position < bytes.count {
                let byte = bytes[position]
                position += 1
                value |= Int(byte & 0x7F) << (7 * index)
                guard byte & 0x80 == 0 else { continue }
                guard byte > 0 || index == 0, value <= UInt32.max else { break }
                return value
            }
            throw TraceError("damaged: a number is cut off or too large")
        }
    }
}
