import Platform
import Testing
import Verbs

@testable import Migration

/// How the threads of a link wait.
@Suite struct LinkShapeTests {
    private func shape(
        _ mode: RDMAOptions.CompletionMode = .poll, interval: Int = 16, connections: Int = 1
    ) -> LinkShape {
        LinkShape(
            RDMAOptions(signalInterval: interval, completion: mode), connections: connections,
            isMain: true,
            patience: StreamSocket.Patience(
                sendSeconds: 1, receiveSeconds: 1, silentSeconds: 1))
    }

    @Test func messagesAreNotPolledForThroughAWholeRound() {
        #expect(shape(.poll).mode == .poll)
        guard case .adaptive = shape(.poll).messageMode else {
            Issue.record("\(shape(.poll).messageMode)")
            return
        }
    }

    /// At 1 MiB/s a completion comes when all that goes before it has been carried, and what other
    /// queue pairs send meanwhile.
    @Test(arguments: [1, 16, 64], [1, 3, 17])
    func aSlowNetworkIsNotSilent(interval: Int, connections: Int) {
        let shape = shape(interval: interval, connections: connections)
        let carrying = Double(interval * connections)
        #expect(shape.silentSeconds == 1 + carrying)
        #expect(shape.queueSeconds > shape.silentSeconds)
        #expect(shape.queueSeconds >= Double(connections * shape.windowBytes) / 0x1p20)
    }

    @Test(arguments: [RDMAOptions.CompletionMode.event, .adaptive])
    func theOtherModesWaitForBothAlike(_ mode: RDMAOptions.CompletionMode) {
        #expect(shape(mode).messageMode == shape(mode).mode)
    }
}
