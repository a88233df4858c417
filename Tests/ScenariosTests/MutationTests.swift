import Testing

@testable import Scenarios

/// Whatever stands in a file, reading it ends with a scenario or with errors.
@Suite struct MutationTests {
    @Test func mutatedScenariosNeverCrash() throws {
        var random = SplitMix64(seed: 5)
        let seeds = [Scenario.quickText, sampleText, rdmaSampleText].map { Array($0.utf8) }
        for round in 0..<3000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...random.next(below: 4) { mutate(&bytes, &random) }
            let scenario: Scenario
            do throws(ScenarioErrors) {
                scenario = try ScenarioFile.decode(bytes, file: "x.yml")
            } catch {
                #expect(!error.errors.isEmpty)
                continue
            }
            // What is accepted can be planned and written back.
            let text = try ScenarioFile.encode(scenario)
            #expect(try ScenarioFile.decode(text, file: "again.yml") == scenario)
        }
    }

    @Test func randomBytesNeverCrash() throws {
        var random = SplitMix64(seed: 6)
        let alphabet = Array("abn:-[]{}&*!|>'\"%@`#,? \n\t0123\\~<=é\u{85}\u{2028}".utf8)
        for round in 0..<2000 {
            let count = random.next(below: 200)
            let bytes = (0..<count).map { _ in
                round % 2 == 0
                    ? UInt8(truncatingIfNeeded: random.next())
                    : alphabet[random.next(below: alphabet.count)]
            }
            #expect(throws: ScenarioErrors.self) {
                try ScenarioFile.decode(bytes, file: "x.yml")
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let alphabet = Array(":-[]{}&*!|>'\"#,? \n\t019.eGMiB/s".utf8)
        let place = random.next(below: bytes.count)
        switch random.next(below: 5) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] = alphabet[random.next(below: alphabet.count)]
        case 2: bytes.insert(alphabet[random.next(below: alphabet.count)], at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.next(below: 8)))
        default:
            let end = min(bytes.count, place + 1 + random.next(below: 40))
            bytes.insert(contentsOf: bytes[place..<end], at: random.next(below: bytes.count))
        }
        if bytes.isEmpty { bytes = [0x61] }
    }
}
