import Guest
import Migration
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
            Fault.killStates.map { ("kill-\(role.rawValue):\($0.rawValue)", .kill(role, at: $0)) }
        }

    @Test(arguments: faults)
    func aFaultIsReadAndWritten(text: String, fault: Fault) {
        #expect(Fault(parsing: text) == fault)
        #expect(fault.description == text)
    }

    /// An agent is armed only once it prepares, so that a kill at `idle` would do nothing.
    @Test(arguments: [
        "", "lost", "Lost-Page", "kill-source", "kill-source:", "kill-source:nowhere",
        "kill-nobody:precopy", "kill-:precopy", "source:precopy", "kill-source:precopy:",
        "kill-source:precopy ", ":", "kill-source:idle", "kill-destination:idle",
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

    @Test(arguments: ["", "Local", "local ", "exec:", "exec: ", "exec", "remote", "EXEC:true"])
    func anythingElseIsNoEndpoint(text: String) {
        #expect(Endpoint(parsing: text) == nil)
    }

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
