import Platform
import Testing

/// What addresses mean, however they are written.
@Suite struct NumericAddressTests {
    @Test(arguments: [
        "127.0.0.1", "127.255.0.3", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::FFFF:7f00:1",
    ])
    func aHostsOwnAddressIsKnown(text: String) { #expect(NumericAddress.isLoopback(text)) }

    @Test(arguments: ["128.0.0.1", "::2", "fe80::1", "::7f00:1", "127.0.0", "lo", "", "::1\0"])
    func othersAreNotTakenForIt(text: String) { #expect(!NumericAddress.isLoopback(text)) }

    @Test func oneAddressHasManyForms() {
        #expect(NumericAddress.isSame("fe80::1%eth0", "FE80:0::0:1%2"))
        #expect(NumericAddress.isSame("10.0.0.1", "::ffff:10.0.0.1"))
        #expect(!NumericAddress.isSame("10.0.0.1", "10.0.0.2"))
        #expect(!NumericAddress.isSame("eth0", "eth0"))
    }

    /// As long as the names of interfaces.
    @Test func aZoneHasAnEnd() {
        #expect(NumericAddress.isValid("fe80::1%" + String(repeating: "x", count: 15)))
        for length in [0, 16, 1 << 20] {
            #expect(!NumericAddress.isValid("fe80::1%" + String(repeating: "x", count: length)))
        }
    }

    /// The same address is the same text.
    @Test func oneFormIsTheKernels() {
        for (typed, canonical) in [
            ("10.0.0.1", "10.0.0.1"), ("FD00:213:0::0:2", "fd00:213::2"),
            ("FE80:0::1%eth0", "fe80::1%eth0"), ("::ffff:10.0.0.1", "10.0.0.1"),
        ] { #expect(NumericAddress.canonical(typed) == canonical) }
        for text in ["eth0", "", "10.0.0"] { #expect(NumericAddress.canonical(text) == nil) }
    }

    @Test func linkLocalAddressesAreKnown() {
        for text in ["fe80::1", "FEBF::1%eth0"] { #expect(NumericAddress.isLinkLocal(text)) }
        for text in ["fec0::1", "fd00::1", "169.254.0.1", "eth0"] {
            #expect(!NumericAddress.isLinkLocal(text))
        }
        #expect(NumericAddress.zone(of: "fe80::1%eth0") == "eth0")
        #expect(NumericAddress.zone(of: "fe80::1") == nil)
    }
}
