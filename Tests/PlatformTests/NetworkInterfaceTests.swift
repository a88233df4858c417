import Platform
import Testing

@Suite struct NetworkInterfaceTests {
    @Test func loopbackHasItsAddress() throws {
        #expect(try NetworkInterface("lo").address() == "127.0.0.1")
    }

    @Test func anAddressLeadsToItsInterface() throws {
        #expect(try NetworkInterface.having("127.0.0.1") == NetworkInterface("lo"))
        #expect(try NetworkInterface.having("192.0.2.1") == nil)
        #expect(throws: SystemError.self) { try NetworkInterface.having("localhost") }
    }

    @Test func anInterfaceThatIsNotThereHasNone() throws {
        #expect(try NetworkInterface("no-such-0").address() == nil)
    }
}
