import Foundation
import Measurement
import Testing

@testable import Session

/// A suite that goes on is held to what endpoints.json says of it.
@Suite struct SuiteEndpointsTests {
    private static let way = [
        EnvironmentItem(name: "address", value: "10.9.9.2"),
        EnvironmentItem(name: "interface", value: "eth0"),
    ]

    private static func read(_ text: String) throws -> SuiteEndpoints {
        try JSONDecoder().decode(SuiteEndpoints.self, from: Data(text.utf8))
    }

    private static func kept() throws -> SuiteEndpoints {
        var endpoints = SuiteEndpoints(command: "bench run")
        endpoints.dataWays = way
        endpoints.scenarioDigest = "a"
        return try read(String(decoding: JSONEncoder().encode(endpoints), as: UTF8.self))
    }

    @Test func theSameGoesOn() throws {
        let kept = try Self.kept()
        #expect(kept.differences(toWays: Self.way).isEmpty)
        #expect(kept.differences(toScenario: "a").isEmpty)
    }

    @Test func whatDiffersIsNamedAsItWasAndIs() throws {
        let kept = try Self.kept()
        let moved = [EnvironmentItem(name: "address", value: "10.8.8.2")] + Self.way.dropFirst()
        #expect(kept.differences(toWays: moved) == ["address was 10.9.9.2, is 10.8.8.2"])
        #expect(
            kept.differences(toWays: Self.way.dropLast()) == ["interface was eth0, is none"])
        let words = try #require(kept.differences(toScenario: "b").first)
        #expect(words.contains("its digest was a, is b"))
    }

    @Test func anOlderSuiteIsHeldToNeither() throws {
        let old = try Self.read(#"{"command": "bench run", "dataAddress": "127.0.0.1"}"#)
        #expect(old.differences(toWays: Self.way).isEmpty)
        #expect(old.differences(toScenario: "a").isEmpty)
    }
}
