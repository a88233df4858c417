import Measurement
import Platform
import Testing

@testable import Session

/// Who gets which CPUs: properties over made-up hosts.
@Suite struct ApartRuleTests {
    typealias Needs = ApartRule.Needs

    /// Cores with so many CPUs each, numbered as Linux does: all first neighbours, then all second ones.
    static func topology(cores: Int, each: Int) -> CPUTopology {
        CPUTopology(
            cores: (0..<cores).map { core in CPUList((0..<each).map { core + $0 * cores }) })
    }

    /// Hosts and needs of all sizes that differ.
    static let situations: [(cores: Int, each: Int, ends: [Needs])] = (1...9).flatMap { cores in
        [1, 2, 4].flatMap { each in
            (1...4).flatMap { vcpus in
                [1, 2, 5].flatMap { migrating in
                    [1, 2].map { ends in
                        let needs = Needs(vcpus: vcpus, migrating: migrating)
                        return (cores, each, [Needs](repeating: needs, count: ends))
                    }
                }
            }
        }
    }

    /// Bound exactly where each thread has a CPU and one is to spare.
    @Test func nothingIsBoundWhereCPUsDoNotSuffice() {
        for (cores, each, ends) in Self.situations {
            let needed = ends.reduce(1) { $0 + $1.vcpus + $1.migrating }
            let shares = ApartRule.shares(of: Self.topology(cores: cores, each: each), for: ends)
            #expect((shares != nil) == (cores * each >= needed), "\(cores)x\(each) \(ends)")
        }
        // Both ends of the smallest guest, or one of them, on this project's usual machine.
        let two = Self.topology(cores: 2, each: 1)
        let smallest = Needs(vcpus: 1, migrating: 1)
        #expect(ApartRule.shares(of: two, for: [smallest, smallest]) == nil)
        #expect(ApartRule.shares(of: two, for: [smallest]) == nil)
    }

    @Test func sharesAreApartAndLargeEnough() throws {
        var bound = 0
        for (cores, each, ends) in Self.situations {
            let topology = Self.topology(cores: cores, each: each)
            guard let shares = ApartRule.shares(of: topology, for: ends) else { continue }
            bound += 1
            #expect(shares.vcpus.map(\.count) == ends.map(\.vcpus))
            #expect(shares.others.count > ends.reduce(0) { $0 + $1.migrating })
            let dealt = shares.vcpus.flatMap(\.numbers) + shares.others.numbers
            #expect(Set(dealt).count == dealt.count, "a CPU is dealt out twice")
            #expect(CPUList(dealt).subtracting(topology.cpus).isEmpty)
            // The CPU that takes most interrupts is no vCPU's.
            #expect(shares.others.numbers.first == 0)
            #expect(shares == ApartRule.shares(of: topology, for: ends))
        }
        #expect(bound > 100)
    }

    /// A core has vCPUs and threads that migrate only where there are too few for all, and two vCPUs
    /// only where there are too few for each.
    @Test func coresAreNotSharedWhereThatCanBe() {
        for (cores, each, ends) in Self.situations {
            let topology = Self.topology(cores: cores, each: each)
            guard let shares = ApartRule.shares(of: topology, for: ends) else { continue }
            let vcpus = Set(shares.vcpus.flatMap(\.numbers))
            let others = Set(shares.others.numbers)
            let migrating = ends.reduce(1) { $0 + $1.migrating }
            let mixed = topology.cores.contains { core in
                !vcpus.isDisjoint(with: core.numbers) && !others.isDisjoint(with: core.numbers)
            }
            let crowded = topology.cores.contains { core in
                vcpus.intersection(core.numbers).count > 1
            }
            let coresForOthers = (migrating + each - 1) / each
            let coresForVCPUs = (vcpus.count + each - 1) / each
            #expect(mixed == (coresForVCPUs + coresForOthers > cores), "\(cores)x\(each) \(ends)")
            if vcpus.count + coresForOthers <= cores { #expect(!mixed && !crowded) }
        }
    }

    /// A cpuset may leave one CPU of a core and two of another.
    @Test func coresOfDifferentSizesAreDealtOutToo() throws {
        let topology = CPUTopology(cores: [
            CPUList([0]), CPUList([2, 10]), CPUList([3, 11]), CPUList([5]), CPUList([6, 14]),
        ])
        let one = try #require(
            ApartRule.shares(of: topology, for: [Needs(vcpus: 2, migrating: 2)]))
        #expect(one.vcpus == [CPUList([5, 6])])
        #expect(one.others == CPUList([0, 2, 3, 10, 11]))
        let two = try #require(
            ApartRule.shares(
                of: topology, for: [Needs(vcpus: 1, migrating: 2), Needs(vcpus: 2, migrating: 2)]))
        // Three cores of their own leave three CPUs, and five are needed.
        #expect(two.vcpus == [CPUList([5]), CPUList([6, 14])])
        #expect(two.others == CPUList([0, 2, 3, 10, 11]))
    }
}
