import Platform
import Testing

@testable import Session

/// After which silence a peer is given up is a choice.
@Suite(.serialized) struct SilenceTests {
    init() { ThisProcess.ignoreBrokenPipes() }

    private func failure(of command: String, _ silence: Silence) -> String {
        do {
            try AgentPair(
                source: .command(command), destination: .command("cat > /dev/null"),
                executable: "/nonexistent", interrupts: nil, silence: silence
            ).stop()
            return ""
        } catch { return "\(error)" }
    }

    /// Whoever lives says so ten times within it.
    @Test(arguments: [1, 5, 60, 600])
    func whoLivesIsNotSilent(seconds: Int) throws {
        let silence = try #require(Silence(seconds: seconds))
        #expect(silence.aliveSeconds * 10 <= Double(seconds))
        #expect(silence.answerSeconds >= Double(seconds))
        #expect(silence.stuckSeconds > Double(seconds))
        let target = try #require(SSHTarget(parsing: "ssh://b"))
        let words = target.arguments(running: "", silence)
        let interval = try #require(
            words.first { $0.hasPrefix("ServerAliveInterval=") }?.split(separator: "=").last)
        #expect(try #require(Int(interval)) * SSHTarget.aliveCount > seconds)
    }

    @Test(arguments: [Int.min, -1, 0, 601, .max])
    func whatNobodyMeansIsNone(seconds: Int) { #expect(Silence(seconds: seconds) == nil) }

    @Test func anAgentIsGivenUpAfterIt() throws {
        let file = try AgentPairTests.script([.hello(.mine)])
        let second = try #require(Silence(seconds: 1))
        let words = failure(of: "cat \(file); exec sleep 100", second)
        #expect(words.contains("no answer for 1 s while reading the host's facts"), "\(words)")
        #expect(failure(of: "exit 75", second).contains("it had heard nothing from here for 1 s"))
    }
}
