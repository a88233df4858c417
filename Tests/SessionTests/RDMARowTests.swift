import Migration
import Results
import Testing

@testable import Session

/// The cells that only RDMA transports have.
@Suite struct RDMARowTests {
    private func builder(_ transport: String, _ result: MigrationResult) throws -> RowBuilder {
        try RowBuilderTests.builder(
            result, shared: true,
            """
            name: rows
            warmup: 0
            matrix: {transport: [\(transport)], workload: idle, memory: 16MiB}
            """)
    }

    private static let words = """
        chunk: 4MiB, queue_depth: 64, signal_interval: 8, writes_per_chunk: 2, \
        completion: event, relaxed_ordering: true, registration_threads: 3
        """

    private var completed: MigrationResult {
        var result = RowBuilderTests.completed
        result.source?.counters.pinMilliseconds = 12.5
        result.source?.counters.pinnedBytes = 16 << 20
        result.source?.counters.rdmaDevice = "mlx5_0"
        result.source?.counters.rdmaMTU = 4096
        result.destination?.counters.pinMilliseconds = 25
        result.destination?.counters.pinnedBytes = 8 << 20
        return result
    }

    @Test func eachOptionHasItsColumn() throws {
        for result in [completed, MigrationResult(.failed), MigrationResult(.skipped)] {
            let row = try builder("{name: rdma-pin-all, \(Self.words)}", result).row()
            #expect(row[RunColumns.case.registration] == "pin-all")
            #expect(row[RunColumns.case.chunkBytes] == 4 << 20)
            #expect(row[RunColumns.rdma.queueDepth] == 64)
            // Of 64 writes of 2 MiB, half are under way at a time.
            #expect(row[RunColumns.rdma.windowBytes] == 64 << 20)
            #expect(row[RunColumns.rdma.signalInterval] == 8)
            #expect(row[RunColumns.rdma.writesPerChunk] == 2)
            #expect(row[RunColumns.rdma.completionMode] == "event")
            #expect(row[RunColumns.rdma.relaxedOrdering] == true)
            #expect(row[RunColumns.rdma.registrationThreads] == 3)
        }
    }

    @Test func whatWasFoundIsWritten() throws {
        let row = try builder("rdma-pin-all", completed).row()
        #expect(row[RunColumns.time.pinSourceMs] == 12.5)
        #expect(row[RunColumns.time.pinDestinationMs] == 25)
        #expect(row[RunColumns.memory.sourcePinnedBytes] == 16 << 20)
        #expect(row[RunColumns.memory.destinationPinnedBytes] == 8 << 20)
        #expect(row[RunColumns.rdma.device] == "mlx5_0")
        #expect(row[RunColumns.rdma.mtuBytes] == 4096)
    }

    @Test(arguments: [MigrationResult.Status.failed, .skipped])
    func whatWasNotFoundIsEmpty(status: MigrationResult.Status) throws {
        let row = try builder("rdma-pin-all", MigrationResult(status)).row()
        #expect(row[RunColumns.rdma.device] == nil && row[RunColumns.rdma.mtuBytes] == nil)
        #expect(row[RunColumns.time.pinSourceMs] == nil)
        #expect(row[RunColumns.memory.destinationPinnedBytes] == nil)
    }

    /// An option that means nothing to a transport has no cell, whatever its default is.
    @Test(arguments: TransportKind.allCases)
    func optionsThatMeanNothingAreEmpty(kind: TransportKind) throws {
        let row = try builder("\"\(kind.rawValue)\"", completed).row()
        let columns: [(RDMAOption, Column)] = [
            (.chunk, RunColumns.case.chunkBytes.column),
            (.queueDepth, RunColumns.rdma.queueDepth.column),
            (.queueDepth, RunColumns.rdma.windowBytes.column),
            (.signalInterval, RunColumns.rdma.signalInterval.column),
            (.writesPerChunk, RunColumns.rdma.writesPerChunk.column),
            (.completion, RunColumns.rdma.completionMode.column),
            (.relaxedOrdering, RunColumns.rdma.relaxedOrdering.column),
            (.registrationThreads, RunColumns.rdma.registrationThreads.column),
            (.rsocketWrite, RunColumns.rdma.rsocketWrite.column),
        ]
        #expect(Set(columns.map(\.0)) == Set(RDMAOption.allCases))
        for (option, column) in columns {
            #expect((row[column] != nil) == kind.definition.rdmaOptions.contains(option))
        }
        #expect(
            row[RunColumns.case.registration] == kind.definition.registration?.rawValue)
    }

    @Test func roundsTellHowOftenTheLinkWasIdle() throws {
        var result = completed
        #expect(
            try builder("rdma-pin-all", result).rounds().map { $0[RoundColumns.round.idleQueue] }
                == [2, 2, 2])
        result.source?.rounds[0].idleQueue = 0
        result.source?.rounds[1].idleQueue = nil
        #expect(
            try builder("tcp", result).rounds().map { $0[RoundColumns.round.idleQueue] }
                == [0, nil, 2])
    }
}
