import Guest
import Measurement
import Migration
import Platform
import Testing

@testable import Session

/// What users type: faults and endpoints.
@Suite struct WordsTests {
    static let faults: [(String, Fault)] =
        [
            ("lost-page", .engine(.lostPage)), ("torn-page", .engine(.tornPage)),
            ("early-bit", .guest(.earlyBit)), ("stand-still", .guest(.standStill)),
        ]
        + AgentRole.allCases.flatMap { role in
            Fault.killStates.flatMap { state -> [(String, Fault)] in
                let place = "\(role.rawValue):\(state.rawValue)"
                return [
                    ("kill-\(place)", .kill(role, at: state)),
                    ("cut-\(place)", .cut(role, at: state)),
                    ("freeze-\(place)", .freeze(role, at: state)),
                ]
            }
        } + [("wrong-token", .wrongToken)]

    @Test(arguments: faults)
    func aFaultIsReadAndWritten(text: String, fault: Fault) {
        #expect(Fault(parsing: text) == fault)
        #expect(fault.description == text)
    }

    /// An agent is armed only once it prepares, so that a kill at `idle` would do nothing.
    @Test(arguments: [
        "", "lost", "Lost-Page", "kill-source", "kill-source:", "kill-source:nowhere",
        "kill-nobody:precopy", "kill-:precopy", "source:precopy", "kill-source:precopy:",
        "kill-source:precopy ", ":", "kill-source:idle", "kill-destination:idle", "freeze-source",
    ])
    func anythingElseIsNoFault(text: String) {
        #expect(Fault(parsing: text) == nil)
    }

    @Test func anEndpointIsReadAndWritten() {
        #expect(Endpoint(parsing: "local") == .local)
        let command = "ip netns exec b bench agent"
        #expect(Endpoint(parsing: "exec:\(command)") == .command(command))
        for text in ["local", "exec:\(command)", "exec:a:b"] {
            #expect(Endpoint(parsing: text).map { "\($0)" } == text)
        }
    }

    @Test func aHostOfSSHIsReadAndWritten() throws {
        for text in ["ssh://b", "ssh://me@b.example.org:2222", "ssh://[2001:db8::7]:22"] {
            #expect(Endpoint(parsing: text).map { "\($0)" } == text)
        }
        let target = try #require(SSHTarget(parsing: "ssh://me@[2001:db8::7]:2222"))
        let words = target.arguments(running: "bench agent")
        #expect(words.suffix(7) == ["-l", "me", "-p", "2222", "--", "2001:db8::7", "bench agent"])
        #expect(words.contains("BatchMode=yes"))
        // What a user's configuration forwards, these hosts do not get.
        #expect(words.contains("-a") && words.contains("-x"))
        #expect(words.contains("ClearAllForwardings=yes"))
    }

    /// The path is one word for the shell there, whatever is in it.
    @Test func theAgentsPathIsQuoted() throws {
        let end = try #require(Endpoint(parsing: "ssh://b", agentPath: "/a b/'; reboot"))
        let (program, words) = end.command(executable: "/bench")
        #expect(program == "ssh")
        #expect(words.last == #"exec '/a b/'\''; reboot' agent"#)
    }

    @Test(arguments: [
        "", "Local", "local ", "exec:", "exec: ", "exec", "remote", "EXEC:true", "ssh://", "ssh:b",
        "ssh://b/path", "ssh://me:secret@b", "ssh://b:0", "ssh://b:70000", "ssh://-oProxyCommand=x",
        "ssh://-l@b", "ssh://b?x", "ssh:// b", "SSH://b",
    ])
    func anythingElseIsNoEndpoint(text: String) {
        #expect(Endpoint(parsing: text) == nil)
    }

    @Test(arguments: [
        "192.0.2.7", "fe80::1%eth0", "eth1", "mlx5_0", "br-lan.7", "veth0@if2", "ff:1::2",
        "::1", "::ffff:192.0.2.7",
    ])
    func aDataAddressIsAnAddressOrAName(text: String) { #expect(DataAddress.isSound(text)) }

    @Test(arguments: [
        "", "a b", "-eth1", "..", "/dev/null", "1.2.3.4:80", "eth1;x", "µ", "0.0.0.0", "::",
        "0:0::0%eth0",
        "::ffff:0.0.0.0", "224.0.0.1", "255.255.255.255", "ff02::1%eth0",
    ])
    func anythingElseIsNoDataAddress(text: String) { #expect(!DataAddress.isSound(text)) }

    @Test(arguments: [
        "127.0.0.1", "0.0.0.0", "255.255.255.255", "::", "::1", "fe80::1%eth0", "2001:db8::7",
        "1:2:3:4:5:6:7:8", "::ffff:192.0.2.7", "1:2:3:4:5:6:192.0.2.7",
    ])
    func aNumericAddressIsOne(text: String) {
        #expect(NumericAddress.isValid(text))
    }

    @Test(arguments: [
        "", "localhost", "example.org", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1.2.3.",
        "+1.2.3.4", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::1", "12345::",
        "::1%", "[::1]", "1.2.3.4:80", "1.2.3.4::", "1:2:3:4:5:6:7:8::",
    ])
    func anythingElseIsNoNumericAddress(text: String) {
        #expect(!NumericAddress.isValid(text))
    }
}
