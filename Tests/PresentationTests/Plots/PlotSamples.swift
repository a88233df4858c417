import Foundation
import Results
import Testing

@testable import Presentation

/// Suites whose figures can be computed by hand.
enum PlotSamples {
    /// One completed run.
    static func run(
        _ id: String, _ transport: String = "tcp", channels: Int = 1, workload: String = "hotset",
        rate: Double? = 64, memory: Int = 256 << 20, status: RunStatus = .completed,
        total: Double? = 100, downtime: Double? = nil, _ more: (inout Row) -> Void = { _ in }
    ) -> Row {
        var row = SampleRuns.row(
            transport, channels: channels, workload: workload, rate: rate, status: status,
            total: status == .completed ? total : nil, downtime: downtime)
        row[RunColumns.identity.runID] = id
        row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
        row[RunColumns.case.memoryBytes] = memory
        more(&row)
        return row
    }

    static func source(
        _ rows: [Row], sharedHost: Bool? = nil, metrics: [Column] = [RunColumns.time.totalMs.column]
    ) -> PlotSource {
        PlotSource([suite(rows, sharedHost: sharedHost)], metrics: metrics)
    }

    static func suite(
        _ rows: [Row], name: String = "made-up", sharedHost: Bool? = nil,
        stop: RecordedEnvironment.Stop? = nil
    ) -> RecordedSuite {
        let end = RecordedEnvironment.End(mustMatch: [])
        return RecordedSuite(
            name: name, rows: rows, columns: Set(RunColumns.all.map(\.name)),
            environment: sharedHost.map {
                RecordedEnvironment(
                    environmentID: "", toolVersion: "1", build: "release", gitCommit: nil,
                    sharedHost: $0, source: end, destination: end, stop: stop)
            })
    }

    /// Every figure that any picture is made of, in so many runs of several ways; the timeline's is
    /// beside it, and nights are many of these.
    static func everything(
        _ names: [String] = ["tcp", "multifd", "multifd", "rdma-pin-all", "null"], runs: Int = 5,
        day: Int = 0
    ) -> [Row] {
        names.enumerated().flatMap { way, name in
            [64.0, 1024].flatMap { rate in
                (0..<runs).map { index in
                    let figure = Double(way + 1) * (1 + 0.01 * Double(index))
                    return run(
                        "\(day)-\(way)-\(rate)-\(index)", name, channels: way + 1, rate: rate,
                        total: 100 * figure, downtime: 3 * figure
                    ) { fill(&$0, figure, day) }
                }
            }
        }
    }

    private static func fill(_ row: inout Row, _ figure: Double, _ day: Int) {
        row[RunColumns.identity.startedAt] = Date(timeIntervalSince1970: Double(day) * 86_400)
        row[RunColumns.identity.suiteID] = "night-\(day)"
        row[RunColumns.case.workingSetBytes] = 32 << 20
        row[RunColumns.time.setupMs] = figure
        row[RunColumns.time.pinSourceMs] = figure / 2
        row[RunColumns.time.precopyMs] = 96 * figure
        row[RunColumns.time.teardownMs] = figure
        row[RunColumns.amount.sentBytes] = 256 << 20
        row[RunColumns.amount.bandwidthMbps] = 20_000 / figure
        row[RunColumns.amount.linkCeilingMbps] = 40_000
        row[RunColumns.totalCPU.cpuSPerGiB] = figure / 10
        for side in Side.allCases {
            row[RunColumns.cpu(side).hostUserS] = figure / 100
            row[RunColumns.cpu(side).hostSystemS] = figure / 50
            row[RunColumns.cpu(side).hostIRQS] = figure / 1000
            row[RunColumns.cpu(side).hostSoftIRQS] = figure / 200
        }
        row[RunColumns.guest.slowdownPercent] = figure
        row[RunColumns.guest.opP50Us] = figure
        row[RunColumns.guest.opP99Us] = figure * 10
        row[RunColumns.guest.opP999Us] = figure * 100
        row[RunColumns.guest.opMaxUs] = figure * 10_000
    }

    /// A sample of the timeline.
    static func sample(
        _ run: String, ms: Double, _ phase: String, sent: Int, left: Int, done: Int? = nil,
        wire: Int? = nil, side: Side = .source
    ) -> Row {
        var row = Row()
        row[RunColumns.identity.schemaVersion] = TimelineColumns.schemaVersion
        row[RunColumns.identity.runID] = run
        row[TimelineColumns.sample.side] = side.rawValue
        row[TimelineColumns.sample.tMs] = ms
        row[TimelineColumns.sample.phase] = phase
        row[TimelineColumns.sample.sentBytes] = sent
        row[TimelineColumns.sample.remainingBytes] = left
        row[TimelineColumns.sample.guestOps] = done
        row[TimelineColumns.sample.wireBytes] = wire
        return row
    }
}

/// The rows of a picture's data, by column.
struct PlotData {
    let header: [String]
    let rows: [[String: String]]

    init(_ picture: Picture) throws {
        let lines = picture.data.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        header = try #require(lines.first)
        rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
        for line in lines { #expect(line.count == header.count) }
    }

    /// A column's figures in the rows that have these cells; nil where a cell is empty.
    func figures(_ column: String, where cells: [String: String] = [:]) throws -> [Double?] {
        try #require(header.contains(column))
        return rows.filter { row in cells.allSatisfy { row[$0.key] == $0.value } }
            .map { $0[column].flatMap(Double.init) }
    }
}

/// A folder for one test.
final class PlotFolder {
    let url: URL
    var path: String { url.path }

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "plots-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(at: url) } catch { print("left behind: \(url)") }
    }

    /// A suite as a run writes it, read again.
    func suite(_ name: String, _ rows: [Row], samples: [Row] = []) throws -> RecordedSuite {
        let suite = try SuiteFolder.create(at: url.appending(path: name).path)
        try suite.timeline.append(samples)
        for row in rows { try suite.runs.append(row) }
        return try RecordedSuite(suite.path)
    }
}
