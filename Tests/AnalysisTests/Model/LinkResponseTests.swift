import Testing

@testable import Analysis

@Suite struct LinkResponseTests {
    private static func range(_ response: LinkResponse, _ link: Double?) -> [Double] {
        let range = response.bandwidth(over: link)
        return [range.low, range.high]
    }

    /// 30 of 100: the host's limit or the link's, nobody knows.
    @Test func oneLinkLeavesTwoReadings() {
        let one = LinkResponse([.init(link: 100, bandwidth: 30)])
        #expect(Self.range(one, nil) == [30, 30])
        #expect(Self.range(one, 100) == [30, 30])
        #expect(Self.range(one, 50) == [15, 30])
        #expect(Self.range(one, 10) == [3, 10])
        #expect(Self.range(one, 200) == [30, 60])
    }

    /// Another link shows which.
    @Test func moreLinksNarrowItDown() {
        let host = LinkResponse([
            .init(link: 100, bandwidth: 30), .init(link: 40, bandwidth: 30),
        ])
        #expect(Self.range(host, 60) == [30, 30])
        #expect(Self.range(host, 400) == [30, 120])
        let link = LinkResponse([
            .init(link: 40, bandwidth: 38), .init(link: 100, bandwidth: 95),
        ])
        let between = link.bandwidth(over: 60)
        #expect(abs(between.low - 57) < 1e-9 && abs(between.high - 57) < 1e-9)
    }

    /// A link that nobody measured says how much a way can carry, and nothing about its share.
    @Test func anUnknownLinkIsAnUpperBound() {
        let unknown = LinkResponse([.init(link: .infinity, bandwidth: 30)])
        #expect(Self.range(unknown, nil) == [30, 30])
        #expect(Self.range(unknown, 10) == [0, 10])
        #expect(Self.range(unknown, 100) == [0, 30])
    }
}
