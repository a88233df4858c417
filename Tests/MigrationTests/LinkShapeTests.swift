import Platform
import Testing
import Verbs

@testable import Migration

/// How the threads of a link wait.
@Suite struct LinkShapeTests {
    private func shape(_ mode: RDMAOptions.CompletionMode) -> LinkShape {
        LinkShape(
            RDMAOptions(completion: mode), isMain: true,
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

    @Test(arguments: [RDMAOptions.CompletionMode.event, .adaptive])
    func theOtherModesWaitForBothAlike(_ mode: RDMAOptions.CompletionMode) {
        #expect(shape(mode).messageMode == shape(mode).mode)
    }
}
