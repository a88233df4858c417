import Foundation
import Platform
import TestSupport
import Testing

@testable import Guest

/// What a trace says is what was recorded, and what is none is refused.
@Suite struct TraceTests {
    private func random(_ random: inout SeededRandom) throws -> Trace {
        let pageCount = Int.random(in: 200...100_000, using: &random)
        var intervals: [[PageRun]] = [[PageRun(first: 0, count: 1)]]
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            var runs: [PageRun] = []
            var end: UInt32 = 0
            for _ in 0..<Int.random(in: 0...9, using: &random) {
                let first = end + (runs.isEmpty ? 0 : 1) + UInt32.random(in: 0...9, using: &random)
                runs.append(PageRun(first: first, count: .random(in: 1...9, using: &random)))
                end = first + runs[runs.count - 1].count
            }
            intervals.append(runs)
        }
        return try Trace(
            origin: "é \(random.next())", pageCount: pageCount,
            intervalNanoseconds: .random(in: Trace.intervalRange, using: &random),
            intervals: intervals)
    }

    @Test func aTraceHoldsWhatWasRecorded() throws {
        let trace = try Trace.sample()
        #expect(trace.pageCount == 5000 && trace.intervalCount == 7)
        #expect(trace.operationsBefore == [0, 4, 4, 375, 376, 376, 376, 419])
        #expect(trace.operationCount == 419)
        #expect(trace.pages.prefix(7) == [0, 1, 2, 100, 1, 60, 61])
        #expect(trace.pages.suffix(2) == [238, 239])
        #expect(trace.seconds == 0.035)
        #expect(trace.bytesPerSecond == 419 * 4096 / 0.035)
    }

    @Test func filesAndMessagesRoundTrip() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<200 {
            let trace = try self.random(&random)
            let read = try Trace(decoding: trace.encoded)
            #expect(read == trace && read.digest == trace.digest && read.pages == trace.pages)
            #expect(read.origin == trace.origin)
            #expect(read.intervalNanoseconds == trace.intervalNanoseconds)
            let travelled = try JSONDecoder().decode(
                [Trace].self, from: JSONEncoder().encode([trace]))
            #expect(travelled == [trace] && travelled[0].encoded == trace.encoded)
        }
    }

    /// The digest is of what is said, and nothing said twice has two.
    @Test func tracesThatDifferHaveOtherDigests() throws {
        func trace(
            _ origin: String = "o", pages: Int = 9, ns: UInt64 = 1_000_000, first: UInt32 = 0
        )
            throws -> Trace
        {
            try Trace(
                origin: origin, pageCount: pages, intervalNanoseconds: ns,
                intervals: [[PageRun(first: first, count: 2)]])
        }
        let all = [
            try trace(), try trace("p"), try trace(pages: 10), try trace(ns: 2_000_000),
            try trace(first: 1),
        ]
        #expect(Set(all.map(\.digest)).count == all.count)
        #expect(Set(all).count == all.count)
        #expect(try trace() == trace())
    }

    /// With no compression in between, every change of every byte reaches the decoders.
    @Test func whateverArrivesIsTakenOrRefused() throws {
        var random = SeededRandom(seed: 2)
        var taken = 0
        for _ in 0..<5000 {
            let trace = try self.random(&random)
            let header = try TraceHeader(decoding: trace.encoded)
            var body = try #require(
                Deflate.expand(
                    [UInt8](trace.encoded[header.byteCount...]), to: header.bodyBytes))
            let place = Int.random(in: 0..<body.count, using: &random)
            body[place] = UInt8(truncatingIfNeeded: random.next())
            do throws(TraceError) {
                let read = try TraceBody(decoding: body, header)
                taken += 1
                #expect(read.pages.count == header.operationCount)
                #expect(read.pages.allSatisfy { $0 < header.pageCount })
            } catch {
                #expect(error.description.hasPrefix("damaged"))
            }
            var file = trace.encoded
            file[Int.random(in: 0..<file.count, using: &random)] ^=
                1
                << UInt8.random(
                    in: 0..<8, using: &random)
            do throws(TraceError) { _ = try Trace(decoding: file) } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(taken > 100)
    }

    @Test func everyCutIsNoticed() throws {
        let file = try Trace.sample().encoded
        for count in 0..<file.count {
            #expect(throws: TraceError.self) { try Trace(decoding: [UInt8](file[..<count])) }
        }
        #expect(throws: TraceError.self) { try Trace(decoding: file + [0]) }
    }

    /// What would take more memory or time than a trace may is refused by its head alone.
    @Test(arguments: [
        (8, 2, "of version"), (12, 1, "of pages of"), (16, 0xFF, "pages"), (20, 0xFF, "intervals"),
        (24, 0xFF, "dirtied pages"), (28, 0xFF, "bytes unpacked"), (32, 0xFF, "nanoseconds"),
    ])
    func limitsAreChecked(_ offset: Int, _ byte: UInt8, _ words: String) throws {
        var file = try Trace.sample().encoded
        file[offset] = byte
        do throws(TraceError) {
            _ = try Trace(decoding: file)
            Issue.record("taken")
        } catch {
            #expect(error.description.contains(words))
        }
    }

    @Test func whatIsNoTraceIsToldApart() {
        func error(_ bytes: [UInt8]) -> String {
            do throws(TraceError) {
                _ = try Trace(decoding: bytes)
                return ""
            } catch { return error.description }
        }
        #expect(error([]) == "no trace: bench trace record makes one")
        #expect(error(Array("name: x\n".utf8)).hasPrefix("no trace"))
        #expect(
            error([UInt8](repeating: 0, count: Trace.maximumFileBytes + 1)).hasPrefix("larger"))
    }

    /// An empty recording, and one that was not put in order, are no traces.
    @Test func nothingAndDisorderAreRefused() {
        func make(_ intervals: [[PageRun]]) -> Bool {
            do throws(TraceError) {
                _ = try Trace(
                    origin: "", pageCount: 10, intervalNanoseconds: 1_000_000,
                    intervals: intervals)
                return true
            } catch { return false }
        }
        #expect(!make([]) && !make([[], []]))
        let (a, b) = (PageRun(first: 0, count: 2), PageRun(first: 2, count: 1))
        #expect(!make([[a, b]]) && make([[a], [b]]))
        #expect(!make([[PageRun(first: 9, count: 2)]]))
    }

    @Test(arguments: [
        "{\"kind\":\"replay\",\"workingSetBytes\":0,\"hotShare\":0}",
        "{\"kind\":\"replay\",\"workingSetBytes\":0,\"hotShare\":0,\"trace\":\"AAAA\"}",
        "{\"kind\":\"replay\",\"workingSetBytes\":0,\"hotShare\":0,\"trace\":\"*\"}",
    ])
    func aReplayWithoutATraceIsNoMessage(_ json: String) {
        #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode(WorkloadSpec.self, from: Data(json.utf8))
        }
    }

    @Test(arguments: [0, 1, 0x7F, 0x80, 0x3FFF, 0x4000, UInt32.max])
    func numbersRoundTrip(_ value: UInt32) throws {
        var bytes: [UInt8] = []
        Varint.append(value, to: &bytes)
        var reader = Varint.Reader(bytes)
        #expect(try reader.next() == Int(value))
        #expect(reader.isAtEnd)
    }

    /// 2^32, a number cut off, one that never ends, and one written longer than it need be.
    @Test(arguments: [
        [0x80, 0x80, 0x80, 0x80, 0x10], [0x80], [], [UInt8](repeating: 0x80, count: 9), [0x80, 0],
    ])
    func whatIsNoNumberIsRefused(_ bytes: [UInt8]) {
        #expect(throws: TraceError.self) {
            var reader = Varint.Reader(bytes)
            _ = try reader.next()
        }
    }
}
