import Foundation
import Measurement
import Platform
import Testing

@testable import Session

/// Whatever a report says, it is refused or makes rows, and never traps.
@Suite struct WildReportTests {
    @Test func everyReportMakesRowsOrIsRefused() async throws {
        // A trap would end the process.
        await #expect(processExitsWith: .success) { try makeRows(of: 4000) }
    }
}

/// Edges of all kinds of numbers, as JSON has them.
private let edges = [
    "0", "-1", "1", "9007199254740993", "1152921504606846976", "9223372036854775807",
    "18446744073709551615", "-9223372036854775808", "-1152921504606846976", "1e300", "-1e300",
    "1e-300", "1e12", "-1e12", "0.5",
]

/// `report` with one number of it made another; nil where that is no number of its kind.
private func mutated<Report: Codable>(
    _ report: Report, using random: inout SystemRandomNumberGenerator
) throws -> Report? {
    let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
    guard let number = text.matches(of: /[:,\[](-?\d[\d.e+-]*)/).randomElement(using: &random),
        let edge = edges.randomElement(using: &random)
    else { return nil }
    let changed = text.replacingCharacters(
        in: number.output.1.startIndex..<number.output.1.endIndex, with: edge)
    do { return try JSONDecoder().decode(Report.self, from: Data(changed.utf8)) } catch {
        return nil
    }
}

private func makeRows(of count: Int) throws {
    var random = SystemRandomNumberGenerator()
    var taken = 0
    for round in 0..<count {
        var result = RowBuilderTests.completed
        var (source, destination) = (Reports.source(), Reports.destination())
        let counters = try HostCPU.sample()
        source.hostSpan = HostSpan(from: counters, to: counters)
        source.precopyBegan = counters.time.nanoseconds
        destination.hostSpan = source.hostSpan
        destination.vcpuAfterSeconds = 0.05
        switch round % 3 {
        case 0: result.source = try mutated(source, using: &random)
        case 1: result.destination = try mutated(destination, using: &random)
        default: result.sourceAlone = try mutated(Reports.alone(busy: 0.5), using: &random)
        }
        guard Plausibility.breach(in: result) == nil else { continue }
        taken += 1
        let builder = try RowBuilderTests.builder(result, shared: round % 2 == 0)
        _ = builder.row()
        _ = builder.rounds()
        _ = builder.timeline()
        _ = builder.channels()
        _ = builder.processors()
        _ = builder.doubt
        let all = Array(repeating: builder, count: 9)
        _ = EvacuationSum(all, all.map { $0.row() })?.row()
    }
    #expect(taken > count / 4)
}
