import Foundation
import Platform
import TestSupport
import Testing

@Suite struct CPUListTests {
    @Test(arguments: [
        ("0", [0]), ("0-1", [0, 1]), ("0-3,8", [0, 1, 2, 3, 8]), ("8,0-3", [0, 1, 2, 3, 8]),
        ("1,1-2,0-1", [0, 1, 2]), ("8191", [8191]), ("2-2", [2]),
    ])
    func readsWhatTheKernelWrites(text: String, numbers: [Int]) throws {
        let list = try #require(CPUList(text))
        #expect(list.numbers == numbers)
        #expect(CPUList(list.description) == list)
    }

    @Test(arguments: [
        "", ",", "0,", "3-1", "a-b", "1-2-3", "-1", "1-", "+1", " 1", "8192", "0-8192",
        "99999999999999999999", "0-31:2/4", "٣",
    ])
    func refusesWhatIsNoList(text: String) {
        #expect(CPUList(text) == nil)
    }

    @Test func anyNumbersSurviveTheirText() throws {
        var random = SeededRandom(seed: 5)
        for _ in 0..<300 {
            let share = Double.random(in: 0...1, using: &random)
            let numbers = (0..<70).filter { _ in Double.random(in: 0...1, using: &random) < share }
            let list = CPUList(numbers.shuffled(using: &random) + numbers)
            #expect(list.numbers == numbers)
            let json = try JSONEncoder().encode(list)
            #expect(try JSONDecoder().decode(CPUList.self, from: json) == list)
            if !numbers.isEmpty { #expect(CPUList(list.description) == list) }
        }
        #expect(CPUList([1, 2, 3, 7, 9, 10]).description == "1-3,7,9-10")
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(CPUList.self, from: Data("\"0-\"".utf8))
        }
    }

    /// As many ranges as a scenario file has room for.
    @Test func aLongListTakesNoLongerThanWhatItNames() throws {
        let text = [String](repeating: "0-8191", count: 100_000).joined(separator: ",")
        #expect(try #require(CPUList(text)).count == 8192)
    }
}
