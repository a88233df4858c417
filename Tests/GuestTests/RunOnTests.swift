import Testing

@testable import Guest

/// What shows that a guest ran on, and what does not.
@Suite struct RunOnTests {
    /// Two vCPUs with an operation each every millisecond.
    private func spec(_ kind: WorkloadKind = .uniform, rate: Double? = 2000 * 4096) -> GuestSpec {
        GuestSpec(
            memoryBytes: 1 << 20, vcpus: 2, workload: WorkloadSpec(kind: kind, dirtyRate: rate))
    }

    private func state(_ operations: UInt64..., ms: UInt64) -> GuestState {
        GuestState(operations: operations, elapsedNanoseconds: ms * 1_000_000)
    }

    @Test func eachVCPUMustHaveDoneWhatWasDue() {
        let sent = state(10, 10, ms: 10)
        #expect(state(12, 11, ms: 12).hasRunOn(from: sent, as: spec()))
        #expect(!state(12, 10, ms: 12).hasRunOn(from: sent, as: spec()))
        #expect(!state(10, 10, ms: 12).hasRunOn(from: sent, as: spec()))
        #expect(!state(12, 9, ms: 12).hasRunOn(from: sent, as: spec()))
        #expect(!state(10, 10, ms: 12).hasRunOn(from: sent, as: spec(rate: nil)))
        #expect(state(11, 11, ms: 12).hasRunOn(from: sent, as: spec(rate: nil)))
    }

    /// Of a slow guest none may be due, and an idle one has none.
    @Test func whatWasNotDueIsNotAskedFor() {
        let sent = state(10, 10, ms: 10)
        #expect(state(10, 10, ms: 10).hasRunOn(from: state(10, 10, ms: 9), as: spec()))
        #expect(state(10, 10, ms: 11).hasRunOn(from: sent, as: spec()))
        #expect(state(0, 0, ms: 12).hasRunOn(from: state(0, 0, ms: 10), as: spec(.idle)))
        // Behind its schedule when it was sent: then there was something to do.
        #expect(!state(8, 8, ms: 11).hasRunOn(from: state(8, 8, ms: 10), as: spec()))
        #expect(state(11, 11, ms: 11).hasRunOn(from: sent, as: spec()))
    }

    /// A guest that was never resumed stands at nothing.
    @Test func aGuestThatWasNeverResumedHasNotRun() {
        let initial = GuestState.initial(vcpus: 2)
        #expect(!initial.hasRunOn(from: state(10, 10, ms: 10), as: spec()))
        #expect(!initial.hasRunOn(from: initial, as: spec(.idle)))
        #expect(!state(10, 10, ms: 10).hasRunOn(from: state(10, 10, ms: 10), as: spec(.idle)))
    }
}
