import Testing

@testable import Scenarios

@Suite struct QuantityTests {
    @Test(arguments: [
        ("64MiB", 64 << 20), ("8GiB", 8 << 30), ("1.5GiB", 3 << 29), ("512KiB", 512 << 10),
        ("4096", 4096), ("4096B", 4096), ("64 MB", 64_000_000), ("2kB", 2000), ("0", 0),
        ("1TiB", 1 << 40), ("0.5KiB", 512), (" 8 GB ", 8_000_000_000),
    ])
    func sizes(text: String, bytes: Int) throws {
        #expect(try ByteSize(parsing: text).bytes == bytes)
    }

    @Test(arguments: [
        ("256MiB", "256 MiB"), ("1.5GiB", "1536 MiB"), ("64MB", "64 MB"), ("4097", "4097 B"),
        ("1000KiB", "1000 KiB"), ("0", "0 B"), ("2048GiB", "2 TiB"),
    ])
    func sizesPrintWhatTheyAre(text: String, printed: String) throws {
        let size = try ByteSize(parsing: text)
        #expect(size.description == printed)
        #expect(try ByteSize(parsing: printed) == size)
    }

    @Test(arguments: [
        ("500MiB/s", 524_288_000.0), ("1GiB/s", 1_073_741_824), ("64MB/s", 64e6),
        ("25Gb/s", 3.125e9), ("100Mb/s", 12.5e6), ("0", 0), ("0MiB/s", 0), ("1.5kb/s", 187.5),
    ])
    func rates(text: String, bytesPerSecond: Double) throws {
        #expect(try ByteRate(parsing: text).bytesPerSecond == bytesPerSecond)
    }

    @Test(arguments: ["unlimited", "max"])
    func unlimitedRates(word: String) throws {
        #expect(try ByteRate(parsing: word) == .unlimited)
        #expect(ByteRate.unlimited.description == "unlimited")
    }

    @Test(arguments: [
        ("64MiB/s", "64 MiB/s"), ("25Gb/s", "25 Gb/s"), ("1GB/s", "1 GB/s"), ("0", "0"),
        ("8Mb/s", "1 MB/s"), ("1.7MiB/s", "1782579.2 B/s"), ("125000MiB/s", "125000 MiB/s"),
    ])
    func ratesPrintWhatTheyAre(text: String, printed: String) throws {
        let rate = try ByteRate(parsing: text)
        #expect(rate.description == printed)
        #expect(try ByteRate(parsing: printed) == rate)
    }

    @Test(arguments: [
        ("300ms", 300_000, "300 ms"), ("2s", 2_000_000, "2 s"), ("1min", 60_000_000, "1 min"),
        ("90s", 90_000_000, "90 s"), ("1.5ms", 1500, "1500 us"), ("0", 0, "0 s"),
        ("2h", 7_200_000_000, "2 h"),
    ])
    func spans(text: String, microseconds: Int, printed: String) throws {
        let span = try TimeSpan(parsing: text)
        #expect(span.microseconds == microseconds)
        #expect(span.description == printed)
        #expect(try TimeSpan(parsing: printed) == span)
    }

    @Test func everyPrintedQuantityReadsBackEqual() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<2000 {
            let bits = Int(truncatingIfNeeded: random.next() >> UInt64(1 + random.next(below: 62)))
            let size = ByteSize(bytes: min(bits, 999_999_999_999_999_999))
            #expect(try ByteSize(parsing: "\(size)") == size)
            let span = TimeSpan(microseconds: min(bits, 999_999_999_999_999_999))
            #expect(try TimeSpan(parsing: "\(span)") == span)
            let rate = ByteRate(bytesPerSecond: Double(1 + random.next(below: 1 << 40)) / 7 + 1)
            #expect(try ByteRate(parsing: "\(rate)") == rate)
        }
    }
}
