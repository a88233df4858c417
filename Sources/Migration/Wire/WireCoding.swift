internal import Guest

/// Big-endian encoding of numbers, as QEMU's migration streams have it.
extension [UInt8] {
    mutating func append<Number: FixedWidthInteger & UnsignedInteger>(bigEndian number: Number) {
        var shift = Number.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    mutating func append(_ runs: [PageRun]) {
        for run in runs {
            append(bigEndian: run.first)
            append(bigEndian: run.count)
        }
    }
}

/// Reads big-endian numbers from bytes that a peer sent; running out is an error, not a trap.
struct WireReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Bytes not read yet.
    var remaining: Int { bytes.count - position }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type
    ) throws(TransportError) -> Number {
        let size = Number.bitWidth / 8
        guard remaining >= size else { throw .malformed("a message is shorter than it says") }
        var value: Number = 0
        for _ in 0..<size {
            value = (Number.bitWidth > 8 ? value << 8 : 0) | Number(bytes[position])
            position += 1
        }
        return value
    }

    /// Reads `count` runs, checking that each lies within `pageCount` pages.
    mutating func runs(_ count: Int, within pageCount: Int) throws(TransportError) -> [PageRun] {
        var runs: [PageRun] = []
        runs.reserveCapacity(count)
        for _ in 0..<count {
            let run = PageRun(first: try number(UInt32.self), count: try number(UInt32.self))
            guard run.count > 0, Int(run.first) + Int(run.count) <= pageCount else {
                throw .malformed(
                    "pages \(run.first)+\(run.count) are outside a guest of \(pageCount) pages")
            }
            runs.append(run)
        }
        return runs
    }
}

extension [PageRun] {
    /// The number of pages in all runs together.
    var pageTotal: Int { reduce(0) { $0 + Int($1.count) } }
}
