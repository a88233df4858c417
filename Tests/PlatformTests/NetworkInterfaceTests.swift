import Platform
import Testing

@Suite struct NetworkInterfaceTests {
    @Test func loopbackHasItsAddress() throws {
        #expect(try NetworkInterface("lo").address() == "127.0.0.1")
    }

    @Test func anInterfaceThatIsNotThereHasNone() throws {
        #expect(try NetworkInterface("no-such-0").address() == nil)
    }
}
