import Measurement
import Testing

/// What a host says of the addresses that it is asked for.
@Suite struct DataAddressTests {
    @Test func anAddressWithinALinkNeedsALinkOfTheHost() throws {
        #expect(try DataAddress.resolved("fe80::1%lo") == "fe80::1%lo")
        let unknown = #expect(throws: DataAddress.Unusable.self) {
            try DataAddress.resolved("fe80::1%nosuch")
        }
        #expect(unknown?.reason.hasPrefix("the host has no interface nosuch; it has ") == true)
        let none = #expect(throws: DataAddress.Unusable.self) {
            try DataAddress.resolved("fe80::1")
        }
        #expect(none?.reason.hasPrefix("it is one within a link: say which") == true)
    }

    /// Others are the same on every host.
    @Test func onlyNamesAndLinksAreAskedFor() throws {
        for text in ["eth0", "fe80::1", "fe80::1%eth0"] { #expect(DataAddress.isOfHost(text)) }
        for text in ["10.0.0.1", "fd00::1", "::1"] { #expect(!DataAddress.isOfHost(text)) }
        #expect(try DataAddress.resolved("10.255.255.254") == "10.255.255.254")
    }
}
