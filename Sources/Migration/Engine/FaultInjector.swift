internal import Guest

/// A mistake that the engine makes on purpose, to prove that verification finds it.
public enum EngineFault: String, Codable, Sendable {
    /// One page with content is never sent.
    case lostPage = "lost-page"
    /// Of one page, the second half arrives as something else.
    case tornPage = "torn-page"
}

/// Makes the mistake: on the first page with content that the engine was about to send.
final class FaultInjector {
    private let fault: EngineFault
    private let memory: GuestMemory
    private var victim: UInt32?

    private static let half = GuestSpec.pageBytes / 2

    init(_ fault: EngineFault, memory: GuestMemory) {
        self.fault = fault
        self.memory = memory
    }

    /// Chooses the victim, and takes it out of `batch` where it is to be lost.
    func pass(_ batch: inout PageBatch) {
        if victim == nil { victim = firstPageWithContent(batch.normal) }
        guard fault == .lostPage, let victim else { return }
        var kept: [PageRun] = []
        for run in batch.normal {
            for page in run.first..<(run.first + run.count) where page != victim {
                kept.append(page: page)
            }
        }
        batch.normal = kept
    }

    /// Damages the victim, which is sent in the last round, the guest being stopped.
    func beforeLastRound(_ pending: PageSet) {
        guard fault == .tornPage, let victim else { return }
        pending.insert(Int(victim))
        flipSecondHalf(victim)
    }

    /// Repairs the victim at the source.
    func afterLastRound() {
        guard fault == .tornPage, let victim else { return }
        flipSecondHalf(victim)
    }

    private func firstPageWithContent(_ runs: [PageRun]) -> UInt32? {
        for run in runs {
            for page in run.first..<(run.first + run.count) {
                if unsafe !ZeroPage.isZero(memory.address(ofPage: Int(page))) { return page }
            }
        }
        return nil
    }

    private func flipSecondHalf(_ page: UInt32) {
        let bytes = unsafe (memory.address(ofPage: Int(page)) + Self.half)
            .assumingMemoryBound(to: UInt8.self)
        for index in 0..<Self.half { unsafe bytes[index] = ~bytes[index] }
    }
}
