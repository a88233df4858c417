import Measurement
import Testing

@testable import Session

/// What is said of the hosts before a suite.
@Suite struct HostProblemsTests {
    private func host(busy: Double = 0, available: UInt64 = 32 << 30) -> HostFacts {
        var facts = HostFacts()
        facts.load.busyShare = busy
        facts.memory.totalBytes = 64 << 30
        facts.memory.availableBytes = available
        return facts
    }

    private func warning(
        _ source: HostFacts, _ destination: HostFacts, shared: Bool = false
    ) -> String? {
        HostProblems.warning(source: source, destination: destination, shareHost: shared)
    }

    @Test func aBusyHostIsNamed() {
        #expect(warning(host(), host()) == nil)
        let text = warning(host(), host(busy: 0.9))
        #expect(text?.contains("destination: other load: CPUs 90 % busy") == true)
        #expect(text?.contains("source:") == false)
        #expect(
            warning(host(busy: 0.9), host(busy: 0.9), shared: true)?.contains("this host")
                == true)
    }

    /// The plan says it of each case that does not fit.
    @Test func littleMemorySpoilsNoFigure() {
        let small = host(available: 700 << 20)
        #expect(warning(small, small) == nil)
    }
}
