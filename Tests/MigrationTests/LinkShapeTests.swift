import Platform
import Testing
import Verbs

@testable import Migration

/// How the threads of a link wait.
@Suite struct LinkShapeTests {
    private func shape(_ options: RDMAOptions, connections: Int = 1) -> LinkShape {
        LinkShape(
            options, connections: connections, isMain: true,
            patience: StreamSocket.Patience(
                sendSeconds: 1, receiveSeconds: 1, silentSeconds: 1))
    }

    private func shape(_ mode: RDMAOptions.CompletionMode) -> LinkShape {
        shape(RDMAOptions(completion: mode))
    }

    /// What is never acknowledged is given up after the silence that is allowed, and no later than double.
    @Test(arguments: [1.0, 5, 60, 600])
    func thePeersSilenceIsTheQueuePairs(seconds: Double) {
        let patience = StreamSocket.Patience(silentSeconds: seconds)
        let timeout = 4.096e-6 * Double(1 << Int(patience.acknowledgementExponent))
        let silence = timeout * Double(1 + RDMALinks.retries)
        #expect(silence >= seconds && silence <= 2 * seconds)
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

    private static let options: [RDMAOptions] = [
        RDMAOptions(), .qemu, RDMAOptions(queueDepth: 1), RDMAOptions(queueDepth: 16_384),
        RDMAOptions(chunkBytes: 1 << 30), RDMAOptions(chunkBytes: 32 << 20, signalInterval: 256),
        RDMAOptions(queueDepth: 3, signalInterval: 16),
    ]

    /// A healthy link of 1 MiB/s, which all connections share, brings a completion in time.
    @Test(arguments: options, [1, 2, 9, 256])
    func aSlowLinkIsNotCalledSilent(_ options: RDMAOptions, _ connections: Int) {
        let link = shape(options, connections: connections)
        // Posted in turn, the longest there are, until the first that asks for a completion: that
        // one may be the last for which there is room.
        let interval = min(options.signalInterval, max(1, options.queueDepth / 2))
        let writes = min(interval, max(1, link.windowBytes / link.writeBytes))
        let seconds = Double(connections * writes * link.writeBytes) / 0x1p20
        #expect(link.silentSeconds >= 1 + seconds)
        #expect(link.quietSeconds(behind: writes * link.writeBytes) >= 1 + seconds)
        // What is found here late, the queue pair has found long before: but no later than need be.
        #expect(link.silentSeconds <= 1 + seconds + 1)
        #expect(link.queueSeconds > link.silentSeconds)
        #expect(link.seconds(behind: 0) == 1)
        #expect(link.quietSeconds(behind: 0) == 1)
    }

    /// As deep as was asked for, up to a window that the row tells.
    @Test(
        arguments: options
            + [1, 16, 32, 64].map { RDMAOptions(queueDepth: $0, signalInterval: 1) })
    func theWindowHoldsTheQueueOrWhatTheRowSays(_ options: RDMAOptions) {
        let link = shape(options)
        #expect(link.windowBytes == options.windowBytes)
        let whole = options.queueDepth * link.writeBytes
        #expect(link.windowBytes <= whole)
        if whole <= 64 << 20 { #expect(link.windowBytes == whole) }
        // Completions come while there is work left behind them.
        let interval = min(options.signalInterval, max(1, options.queueDepth / 2))
        #expect(link.windowBytes >= min(whole, 4 * interval * link.writeBytes))
    }
}
