import Measurement
import Testing

/// What a host says of the addresses that it is asked for.
@Suite struct DataAddressTests {
    @Test func anAddressWithinALinkNeedsALinkOfTheHost() throws {
        try DataAddress.checkZone(of: "fe80::1%lo")
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
    }

    @Test func anAddressIsTheHostsOwn() throws {
        for text in ["127.0.0.1", "127.0.0.7"] { #expect(try DataAddress.resolved(text) == text) }
        for text in ["192.0.2.1", "2001:db8::1"] {
            let other = #expect(throws: DataAddress.Unusable.self) {
                try DataAddress.resolved(text)
            }
            #expect(other?.reason.hasPrefix("the host does not have it; it has ") == true)
            #expect(other?.reason.contains("127.0.0.1 (lo)") == true)
        }
    }

    /// A number is another interface after the next boot, and other addresses have no zone.
    @Test(arguments: ["fe80::1%1", "fd00::1%lo", "::1%lo"])
    func aZoneIsTheNameOfALink(text: String) throws {
        #expect(throws: DataAddress.Unusable.self) { try DataAddress.resolved(text) }
    }

    @Test func ipv4InTheFormOfIPv6IsIPv4() throws {
        #expect(try DataAddress.resolved("::ffff:127.0.0.1") == "127.0.0.1")
    }
}
