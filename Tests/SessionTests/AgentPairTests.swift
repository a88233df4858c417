import Foundation
import Measurement
import Platform
import TestSupport
import Testing

@testable import Session

/// What the coordinator makes of agents that are none.
@Suite(.serialized) struct AgentPairTests {
    /// As `bench run` does: an agent that dies must not take this process along.
    init() { ThisProcess.ignoreBrokenPipes() }

    /// A pair that started, or why it did not.
    static func start(
        _ source: Endpoint, _ destination: Endpoint, seconds: Double = 20
    ) -> (pair: AgentPair?, words: String) {
        do {
            let pair = try AgentPair(
                source: source, destination: destination, executable: "/nonexistent",
                interrupts: nil, launchSeconds: seconds)
            return (pair, "")
        } catch {
            return (nil, "\(error)")
        }
    }

    /// The words of the failure to start a pair whose source is `command`.
    static func failure(
        source command: String, destination: String = "cat > /dev/null", seconds: Double = 20
    ) -> String {
        start(.command(command), .command(destination), seconds: seconds).words
    }

    /// A file with what an agent would say.
    static func script(_ messages: [AgentMessage]) throws -> String {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "agent-\(UUID().uuidString)")
        try Data(messages.flatMap { FrameStream.encode($0) }).write(to: path)
        return path.path
    }

    @Test(arguments: [
        ("true", "exit code 0"), ("exit 3", "exit code 3"), ("kill -9 $$", "killed by signal 9"),
        ("exit 75", "it had heard nothing from here for 5 s"),
        ("/nonexistent", "exit code 127"), ("head -c 20 > /dev/null", "exit code 0"),
    ])
    func oneThatDiesIsNamedWithItsEnd(command: String, ending: String) {
        let words = Self.failure(source: command)
        #expect(words.hasPrefix("source (exec:\(command)): the agent ended while starting"))
        #expect(words.contains(ending))
        #expect(words.contains("does the command end in `bench agent`?"))
    }

    @Test func aLocalProgramThatIsNotThereIsNamed() {
        let words = Self.start(.local, .local).words
        #expect(words.hasPrefix("source (local): "))
        #expect(words.contains("/nonexistent"))
    }

    @Test(arguments: ["printf garbage; cat > /dev/null", "echo 'Last login: never'; sleep 100"])
    func oneThatSaysSomethingElseIsQuoted(command: String) {
        let words = Self.failure(source: command)
        #expect(words.contains("not an agent's answer"))
        #expect(words.contains(command.contains("printf") ? "\"garbage" : "\"Last login"))
        #expect(words.contains("does the command end in `bench agent`?"))
    }

    /// `cat` answers hello with the same hello, and then facts with no facts.
    @Test func anEchoIsFoundOut() {
        let words = Self.failure(source: "cat")
        #expect(words.contains("source (exec:cat): not an agent's answer"))
        #expect(words.contains("does the command end in `bench agent`?"))
        #expect(!words.contains("DecodingError"))
    }

    @Test func oneThatSaysNothingIsGivenUpAndKilled() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "agent-\(UUID().uuidString)").path
        let words = Self.failure(source: "echo $$ > \(file); exec sleep 100", seconds: 1)
        #expect(words.hasPrefix("source (exec:echo"))
        #expect(words.contains("no answer for 1 s while starting"))
        let id = try String(contentsOfFile: file, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!id.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(id)"))
    }

    /// A hello, and then nothing that an agent says twice a second.
    @Test func oneThatStopsSpeakingIsGivenUp() throws {
        let file = try Self.script([.hello(.mine)])
        let words = Self.failure(source: "cat \(file); exec sleep 100")
        #expect(words.contains("no answer for 5 s while reading the host's facts"))
    }

    /// Whoever says that it lives may take longer than a silence.
    @Test func oneThatTakesItsTimeIsWaitedFor() throws {
        let hello = try Self.script([.hello(.mine)])
        let alive = try Self.script([.alive])
        let facts = try Self.script([.facts(HostFacts())])
        let slow =
            "cat \(hello); for i in 1 2 3 4 5 6; do sleep 1; cat \(alive); done; cat \(facts)"
        let other = try Self.script([.hello(.mine), .facts(HostFacts())])
        let (started, words) = Self.start(
            .command("\(slow); cat > /dev/null"), .command("cat \(other); cat > /dev/null"))
        let pair = try #require(started, "\(words)")
        pair.stop()
    }

    /// Words without end are no answer either.
    @Test func oneThatOnlySaysThatItLivesIsGivenUp() throws {
        let hello = try Self.script([.hello(.mine)])
        let alive = try Self.script(Array(repeating: .alive, count: 1000))
        let words = Self.failure(
            source: "cat \(hello); while cat \(alive); do :; done", seconds: 1)
        #expect(words.contains("no answer for 1 s while reading the host's facts"))
    }

    /// They go to a terminal.
    @Test func anAgentsWordsHaveNoControlCharacters() throws {
        let reason = "\u{1B}[31mred\u{1B}]0;owned\u{07}\u{9B}2J"
        let file = try Self.script([.failed(state: .idle, reason: reason)])
        let words = Self.failure(source: "cat \(file); cat > /dev/null")
        #expect(words.contains("idle:  [31mred ]0;owned  2J"))
        var hello = Hello.mine
        hello.protocolVersion = 999
        hello.toolVersion = reason
        let greeting = try Self.script([.hello(hello)])
        #expect(Self.failure(source: "cat \(greeting) -").contains("bench  [31mred ]0;owned"))
    }

    @Test func anotherVersionIsToldWhatToDo() throws {
        var hello = Hello.mine
        hello.protocolVersion = 999
        hello.toolVersion = "9.9.9"
        let file = try Self.script([.hello(hello)])
        let words = Self.failure(source: "cat \(file) -")
        #expect(words.contains("the agent is bench 9.9.9 and speaks protocol 999"))
        #expect(words.contains("this is bench \(Version.tool)"))
        #expect(words.contains("put the same build on both hosts"))
    }

    /// A frame that one side may send and the other refuses would end a migration at its very end.
    @Test(arguments: [nil, 4096])
    func anotherFrameLimitIsToldWhatToDo(limit: Int?) throws {
        var hello = Hello.mine
        hello.maximumFrameBytes = limit
        let file = try Self.script([.hello(hello)])
        let words = Self.failure(source: "cat \(file) -")
        #expect(
            words.contains("the agent takes frames of \(limit.map { "\($0) bytes" } ?? "unknown")"))
        #expect(words.contains("this is bench with \(FrameStream.maximumFrame) bytes"))
        #expect(words.contains("put the same build on both hosts"))
    }

    /// Rows name one build: agents of two are refused, and so is one that is none.
    @Test func agentsOfTwoBuildsAreToldWhatToDo() throws {
        let (first, second) = ("0123456789ab", "ba9876543210-dirty")
        let files = try [first, second, "=cmd()"].map { commit in
            try Self.script([.hello(.mine(gitCommit: commit)), .facts(HostFacts())])
        }
        let listening = files.map { "cat \($0); cat > /dev/null" }
        let words = Self.failure(source: listening[0], destination: listening[1])
        #expect(words.contains("of \(first), the destination's"), "\(words)")
        #expect(words.contains("of \(second): put the same build on both hosts"), "\(words)")
        let none = Self.failure(source: listening[2], destination: listening[2])
        #expect(none.contains("a build that is none"), "\(none)")
        let (started, _) = Self.start(.command(listening[0]), .command(listening[0]))
        let pair = try #require(started)
        #expect(pair.build.commit == first)
        pair.stop()
    }

    /// Rows are published; a command may hold what is not to be.
    @Test func aRowHasNoCommandInItsReason() {
        let command = "exec:kubectl --token=secret exec -i pod -- bench agent"
        let error = SessionError.lost(role: .source, endpoint: command, doing: "migrating")
        #expect("\(error)".contains("secret"))
        #expect(error.wordsForRow == "source (exec): the agent ended while migrating")
        let broken = SessionError.failed(
            role: .destination, endpoint: "ssh://somebody@host", state: .idle, reason: "no")
        #expect(broken.wordsForRow == "destination (ssh), idle: no")
    }

    @Test func theFailureOfTheDestinationIsTheDestinations() throws {
        let file = try Self.script([.hello(.mine), .facts(HostFacts())])
        let words = Self.failure(source: "cat \(file) -", destination: "exit 7")
        #expect(words.hasPrefix("destination (exec:exit 7): the agent ended while starting"))
        #expect(words.contains("exit code 7"))
    }

    @Test func anAgentsFailureIsPassedOn() throws {
        let file = try Self.script([.failed(state: .idle, reason: "no luck today")])
        let words = Self.failure(source: "cat \(file); cat > /dev/null")
        #expect(words.contains("idle: no luck today"))
    }

    /// Two agents of one kernel share a host, whatever they are called.
    @Test func oneHostIsKnownByItsKernel() throws {
        var elsewhere = Hello.mine
        elsewhere.bootID = "another kernel"
        let here = try Self.script([.hello(.mine), .facts(HostFacts())])
        let there = try Self.script([.hello(elsewhere), .facts(HostFacts())])
        for (second, shared) in [(here, true), (there, false)] {
            let (started, words) = Self.start(
                .command("cat \(here); cat > /dev/null"),
                .command("cat \(second); cat > /dev/null"))
            let pair = try #require(started, "\(words)")
            #expect(pair.shareHost == shared)
            #expect(pair.shareNetwork == shared)
            pair.stop()
        }
    }

    /// Of one host two namespaces have a network each; so have two hosts where they are of one name.
    @Test func oneNetworkIsKnownByItsNamespace() throws {
        var namespace = Hello.mine
        namespace.networkID = "net:[1]"
        var host = Hello.mine
        host.bootID = "another kernel"
        let here = try Self.script([.hello(.mine), .facts(HostFacts())])
        for (hello, sharesHost) in [(namespace, true), (host, false)] {
            let there = try Self.script([.hello(hello), .facts(HostFacts())])
            let (started, words) = Self.start(
                .command("cat \(here); cat > /dev/null"),
                .command("cat \(there); cat > /dev/null"))
            let pair = try #require(started, "\(words)")
            #expect(pair.shareHost == sharesHost)
            #expect(!pair.shareNetwork)
            pair.stop()
        }
    }
}
