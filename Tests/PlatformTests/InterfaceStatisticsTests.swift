import FoundationEssentials
import Glibc
import Platform
import Testing

@Suite struct InterfaceStatisticsTests {
    @Test func noInterfaceNoStatistics() throws {
        let error = try #require(throws: SystemError.self) {
            try InterfaceStatistics.read("no-such-0")
        }
        #expect(error.code == ENODEV)
    }

    /// Whatever interfaces there are: their drivers keep none, or each has a name.
    @Test func eachStatisticHasAName() throws {
        let interfaces = try FileManager.default.contentsOfDirectory(atPath: "/sys/class/net")
        #expect(interfaces.contains("lo"))
        for interface in interfaces
        where FileManager.default.fileExists(atPath: "/sys/class/net/\(interface)/mtu") {
            do throws(SystemError) {
                let statistics = try InterfaceStatistics.read(interface)
                #expect(statistics.keys.allSatisfy { (1...32).contains($0.utf8.count) })
            } catch {
                #expect(error.code == EOPNOTSUPP, "\(interface): \(error)")
            }
        }
    }
}
